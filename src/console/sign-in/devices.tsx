/** One's own ways in, and where one is signed in. */
import { useEffect, useState } from 'preact/hooks';
import { SignedIn, Ways } from '../../desk/sign-in/api.ts';
import { call, Done, enter, identity, lock, signOut, who } from '../session.ts';
import { type Doing, useDoing } from './doing.ts';
import { passkeyFailure } from './failure.ts';
import { addPasskey } from './new-passkey.ts';
import { Working, Wrong } from './parts.tsx';
import { PassphraseForm } from './passphrase-form.tsx';
import { RecoveryPaper } from './recovery-paper.tsx';
import { day, say } from './say.ts';

export function Devices() {
	const [ways, setWays] = useState<Ways | null>(null);
	const [setting, setSetting] = useState<'passphrase' | 'recovery' | null>(null);
	const [done, setDone] = useState('');
	const doing = useDoing();
	const self = who.value;
	const secret = identity.value;

	async function refresh(): Promise<void> {
		setWays(await call(Ways, '/me/ways'));
		// What opens the key has changed with it.
		if (secret !== null) await enter(await call(SignedIn, '/me/keys'), secret);
	}
	/** Then the list is fetched anew. */
	const change = (work: () => Promise<unknown>, why?: (error: unknown) => string) =>
		doing.run(async () => {
			setDone('');
			await work();
			await refresh();
		}, why);
	useEffect(() => void doing.run(refresh), []);

	if (!self || secret === null) return null;
	if (!ways) return doing.wrong === '' ? <Working text={say('busy')} /> : <Wrong text={doing.wrong} />;
	const finished = async (what: string) => {
		setSetting(null);
		setDone(what);
		await refresh();
	};
	return (
		<div class="devices">
			<h1>{say('devices.title')}</h1>
			<Wrong text={doing.wrong} />
			<div role="status">{done !== '' && <p class="notice">{done}</p>}</div>

			<Passkeys
				ways={ways}
				doing={doing}
				onAdd={() =>
					void change(async () => {
						await addPasskey(self.staff, secret);
						setDone(say('devices.done.passkey'));
					}, passkeyFailure)
				}
				onRemove={(id) => void change(() => call(Done, `/me/passkeys/${id}/remove`, {}))}
			/>

			<section class="panel" aria-labelledby="devices-phrase">
				<h2 id="devices-phrase">{say('devices.phrase')}</h2>
				<p>
					{ways.passphrase
						? say('devices.phrase.has', { name: ways.passphrase.name, day: day(ways.passphrase.made) })
						: say('devices.phrase.none')}
				</p>
				{ways.passphrase && !ways.passphrase.signsIn && <p class="soft">{say('devices.phrase.only-key')}</p>}
				{setting === 'passphrase' ? (
					<PassphraseForm
						staff={self.staff}
						name={ways.passphrase?.name ?? self.name}
						identity={secret}
						codes
						done={say('save')}
						onDone={async (make) => {
							await call(Done, '/me/passphrase', make());
							await finished(say('devices.done.phrase'));
						}}
					/>
				) : (
					<button type="button" class="secondary" onClick={() => setSetting('passphrase')}>
						{say(ways.passphrase ? 'devices.phrase.change' : 'devices.phrase.set')}
					</button>
				)}
			</section>

			<section class="panel" aria-labelledby="devices-recovery">
				<h2 id="devices-recovery">{say('devices.recovery')}</h2>
				{ways.recovery && <p>{say('devices.recovery.has', { day: day(ways.recovery.made) })}</p>}
				{setting === 'recovery' ? (
					<RecoveryPaper
						staff={self.staff}
						name={self.name}
						identity={secret}
						done={say('save')}
						onDone={async (recovery) => {
							await call(Done, '/me/recovery', recovery);
							await finished(say('devices.done.recovery'));
						}}
					/>
				) : (
					<>
						<p class="soft">{say('devices.recovery.new.hint')}</p>
						<button type="button" class="secondary" onClick={() => setSetting('recovery')}>
							{say('devices.recovery.new')}
						</button>
					</>
				)}
			</section>

			<Sessions
				ways={ways}
				doing={doing}
				onEnd={(id) => void change(() => call(Done, `/me/sessions/${id}/end`, {}))}
				onEndOthers={() => void change(() => call(Done, '/me/sessions/end-others', {}))}
			/>
			<div class="row">
				<button type="button" class="secondary" onClick={lock}>
					{say('devices.lock')}
				</button>
				<button type="button" class="secondary" onClick={() => void doing.run(signOut)}>
					{say('sign-out')}
				</button>
			</div>
		</div>
	);
}

interface PasskeysProps {
	ways: Ways;
	doing: Doing;
	onAdd: () => void;
	onRemove: (id: string) => void;
}

function Passkeys({ ways, doing, onAdd, onRemove }: PasskeysProps) {
	const [sure, setSure] = useState('');
	return (
		<section class="panel" aria-labelledby="devices-passkeys">
			<h2 id="devices-passkeys">{say('devices.passkeys')}</h2>
			<ul class="lines">
				{ways.passkeys.map(({ id, label, made, used, opens }) => (
					<li key={id}>
						<div>
							<strong>{label}</strong>
							<p class="soft small">
								{say('devices.passkey.made', { day: day(made) })}
								{used !== null && ` · ${say('devices.passkey.used', { day: day(used) })}`}
								{!opens && ` · ${say('devices.passkey.no-prf')}`}
							</p>
						</div>
						{sure === id ? (
							<fieldset>
								<legend class="unseen">{say('devices.passkey.remove', { name: label })}</legend>
								<p>{say('devices.remove.sure', { name: label })}</p>
								<div class="row">
									<button type="button" class="danger" disabled={doing.busy} onClick={() => onRemove(id)}>
										{say('devices.remove')}
									</button>
									<button type="button" class="secondary" onClick={() => setSure('')}>
										{say('cancel')}
									</button>
								</div>
							</fieldset>
						) : (
							<button
								type="button"
								class="secondary"
								aria-label={say('devices.passkey.remove', { name: label })}
								onClick={() => setSure(id)}
							>
								{say('devices.remove')}
							</button>
						)}
					</li>
				))}
			</ul>
			<button type="button" class="secondary" disabled={doing.busy} onClick={onAdd}>
				{say('devices.passkey.add')}
			</button>
		</section>
	);
}

interface SessionsProps {
	ways: Ways;
	doing: Doing;
	onEnd: (id: string) => void;
	onEndOthers: () => void;
}

function Sessions({ ways: { sessions }, doing, onEnd, onEndOthers }: SessionsProps) {
	return (
		<section class="panel" aria-labelledby="devices-sessions">
			<h2 id="devices-sessions">{say('devices.sessions')}</h2>
			<ul class="lines">
				{sessions.map(({ id, label, how, seen, here }) => (
					<li key={id}>
						<div>
							<strong>{label}</strong>
							<p class="soft small">
								{here ? say('devices.session.here') : say('devices.session.seen', { day: day(seen) })} ·{' '}
								{say(`how.${how}`)}
							</p>
						</div>
						{!here && (
							<button
								type="button"
								class="secondary"
								disabled={doing.busy}
								aria-label={say('devices.session.end.name', { name: label })}
								onClick={() => onEnd(id)}
							>
								{say('devices.session.end')}
							</button>
						)}
					</li>
				))}
			</ul>
			{sessions.length > 2 && (
				<button type="button" class="secondary" disabled={doing.busy} onClick={onEndOthers}>
					{say('devices.session.end-others')}
				</button>
			)}
		</section>
	);
}
