/** A new staff member, with a link: who they are, how they sign in, their key, and the papers. Nothing is sent before the end. */
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { useEffect, useState } from 'preact/hooks';
import { type Enrol as EnrolBody, Invitation, type NewPassphrase, SignedIn } from '../../desk/sign-in/api.ts';
import { rememberPasskey } from '../keys/asked-at-start.ts';
import { call, enter, Refused } from '../session.ts';
import { language } from '../shell/speak.ts';
import { useDoing } from './doing.ts';
import { passkeyFailure } from './failure.ts';
import { LanguageTicks } from './language-ticks.tsx';
import { makePasskey, type PasskeyBody } from './new-passkey.ts';
import { OfflinePaper } from './offline-paper.tsx';
import { Before, Field, Working, Wrong } from './parts.tsx';
import { PassphraseForm } from './passphrase-form.tsx';
import { RecoveryPaper } from './recovery-paper.tsx';
import { type Key, listed, say } from './say.ts';

export interface EnrolProps {
	/** Of the link. */
	token: string;
	/** Enrolled, or the link is of no use: the address no longer leads here. */
	onEnd: () => void;
}

type Step = 'hello' | 'way' | 'passphrase' | 'only-key' | 'paper' | 'offline';
type Recovery = EnrolBody['recovery'];

const titles: Record<Step, Key> = {
	hello: 'enrol.title',
	way: 'enrol.way.title',
	passphrase: 'enrol.phrase.title',
	'only-key': 'enrol.phrase.title',
	paper: 'paper.title',
	offline: 'offline.title',
};

export function Enrol({ token, onEnd }: EnrolProps) {
	const [invitation, setInvitation] = useState<Invitation | 'gone' | null>(null);
	const [identity, setIdentity] = useState('');
	const doing = useDoing();
	async function look(): Promise<void> {
		try {
			setInvitation(await call(Invitation, '/enrol/look', { token }));
			setIdentity(await generateX25519Identity());
		} catch (error) {
			if (!(error instanceof Refused) || error.status !== 404) throw error;
			setInvitation('gone');
		}
	}
	useEffect(() => void doing.run(look), []);
	if (invitation === 'gone') {
		return (
			<Before title={say('enrol.title')}>
				<p role="alert">{say('enrol.gone')}</p>
				<p>{say('enrol.gone.first')}</p>
				<button type="button" class="secondary" onClick={onEnd}>
					{say('sign-in.go')}
				</button>
			</Before>
		);
	}
	if (invitation && identity !== '')
		return <Steps token={token} invitation={invitation} identity={identity} onEnd={onEnd} />;
	return (
		<Before title={say('enrol.title')}>
			{doing.wrong === '' ? (
				<Working text={say('busy')} />
			) : (
				<>
					<Wrong text={doing.wrong} />
					<button type="button" onClick={() => void doing.run(look)}>
						{say('again')}
					</button>
				</>
			)}
		</Before>
	);
}

interface StepsProps extends EnrolProps {
	invitation: Invitation;
	/** Made here; it leaves this page only wrapped. */
	identity: string;
}

function Steps({ token, invitation, identity, onEnd }: StepsProps) {
	const { staff, organisation, first } = invitation;
	const [step, setStep] = useState<Step>('hello');
	const [about, setAbout] = useState<About>({ name: invitation.name, languages: [language.value], outreach: true });
	const [passkey, setPasskey] = useState<PasskeyBody | null>(null);
	const [passphrase, setPassphrase] = useState<(() => NewPassphrase) | null>(null);
	const [recovery, setRecovery] = useState<Recovery | null>(null);

	async function finish(given: Recovery, offline: string | null): Promise<void> {
		const signedIn = await call(SignedIn, '/enrol', {
			token,
			recipient: await identityToRecipient(identity),
			passkey,
			passphrase: passphrase?.() ?? null,
			recovery: given,
			first: first && offline !== null ? { ...about, offline } : null,
		});
		onEnd();
		if (passkey) rememberPasskey();
		await enter(signedIn, identity);
	}

	return (
		<Before title={say(titles[step])}>
			{step === 'hello' && (
				<Hello invitation={invitation} about={about} onAbout={setAbout} onDone={() => setStep('way')} />
			)}
			{step === 'way' && (
				<ChooseWay
					onPasskey={async () => {
						// Asked for anew: the one of the first look may be old by now.
						const { options } = await call(Invitation, '/enrol/look', { token });
						const user = { ...(options.user as object), name: about.name, displayName: about.name };
						const made = await makePasskey({ ...options, user }, staff, identity);
						setPasskey(made);
						setStep(made.wrapped === null ? 'only-key' : 'paper');
					}}
					onPassphrase={() => setStep('passphrase')}
				/>
			)}
			{(step === 'passphrase' || step === 'only-key') && (
				<>
					{step === 'only-key' && <p>{say('enrol.phrase.key')}</p>}
					<PassphraseForm
						staff={staff}
						name={about.name}
						identity={identity}
						codes={step === 'passphrase'}
						done={say('next')}
						onDone={async (make) => {
							setPassphrase(() => make);
							setStep('paper');
						}}
					/>
					{step === 'passphrase' && (
						<button type="button" class="quiet" onClick={() => setStep('way')}>
							{say('back')}
						</button>
					)}
				</>
			)}
			{step === 'paper' && (
				<RecoveryPaper
					staff={staff}
					name={about.name}
					identity={identity}
					done={say(first ? 'next' : 'enrol.done')}
					onDone={async (made) => {
						if (!first) return finish(made, null);
						setRecovery(made);
						setStep('offline');
					}}
				/>
			)}
			{step === 'offline' && recovery && (
				<OfflinePaper
					organisation={organisation}
					done={say('enrol.done')}
					onDone={(recipient) => finish(recovery, recipient)}
				/>
			)}
		</Before>
	);
}

interface About {
	name: string;
	languages: string[];
	/** Talks with people too. */
	outreach: boolean;
}

interface HelloProps {
	invitation: Invitation;
	about: About;
	onAbout: (about: About) => void;
	onDone: () => void;
}

function Hello({ invitation, about, onAbout, onDone }: HelloProps) {
	const { name, organisation, roles, first, again } = invitation;
	const says = { name, organisation, roles: listed(roles.map((role) => say(`role.${role}`))) };
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				if (!first || about.languages.length > 0) onDone();
			}}
		>
			<p>{say(first ? 'enrol.hello.first' : 'enrol.hello', says)}</p>
			{again && <p class="hint">{say('enrol.again')}</p>}
			{first && (
				<>
					<Field
						label={say('enrol.name')}
						hint={say('enrol.name.hint')}
						value={about.name}
						onValue={(name) => onAbout({ ...about, name })}
						autocomplete="given-name"
						maxLength={40}
						pattern=".*\S.*"
						required
					/>
					<LanguageTicks
						legend={say('enrol.languages')}
						languages={about.languages}
						onLanguages={(languages) => onAbout({ ...about, languages })}
					/>
					<label>
						<input
							type="checkbox"
							checked={about.outreach}
							onChange={(event) => onAbout({ ...about, outreach: event.currentTarget.checked })}
						/>
						{say('enrol.outreach')}
					</label>
				</>
			)}
			<p class="soft">{say('enrol.what')}</p>
			<button type="submit" disabled={first && about.languages.length === 0}>
				{say('enrol.start')}
			</button>
		</form>
	);
}

function ChooseWay({ onPasskey, onPassphrase }: { onPasskey: () => Promise<void>; onPassphrase: () => void }) {
	const doing = useDoing();
	return (
		<>
			<button
				type="button"
				class="wide"
				disabled={doing.busy}
				onClick={() => void doing.run(onPasskey, passkeyFailure)}
			>
				{say('enrol.way.passkey')}
			</button>
			<p class="soft">{say('enrol.way.passkey.hint')}</p>
			<Wrong text={doing.wrong} />
			<button type="button" class="secondary wide" onClick={onPassphrase}>
				{say('enrol.way.phrase')}
			</button>
			<p class="soft">{say('enrol.way.phrase.hint')}</p>
		</>
	);
}
