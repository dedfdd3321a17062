/** Signing in, and opening the key of who is signed in already. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { Options, SignedIn, SignInName, Stretch } from '../../desk/sign-in/api.ts';
import { mayAskAtStart, rememberPasskey } from '../keys/asked-at-start.ts';
import { showPasskey, stopAsking } from '../keys/passkey.ts';
import { stretch } from '../keys/passphrase.ts';
import { openCode, readCode } from '../keys/recovery-code.ts';
import { call, enter, session, signOut, who } from '../session.ts';
import { useDoing } from './doing.ts';
import { passkeyFailure } from './failure.ts';
import { byAskedPasskey, byPasskey, byPassphrase, byPassphraseKey, byRecoveryCode } from './own-key.ts';
import { Before, Field, Working, Wrong } from './parts.tsx';
import { Recovered } from './recovered.tsx';
import { say } from './say.ts';

type Way = 'passkey' | 'passphrase' | 'recovery';

export function SignIn() {
	const [way, setWay] = useState<Way>('passkey');
	const [came, setCame] = useState<{ signedIn: SignedIn; identity: string } | null>(null);
	if (came) return <Recovered {...came} />;
	const known = session.value.is === 'locked' ? who.value : null;
	// Without a passkey that opens, the passphrase is what one sees first.
	const shown = known && way === 'passkey' && known.keys.passkeys.length === 0 ? 'passphrase' : way;
	return (
		<Before title={known ? say('title.locked', { name: known.name }) : say('title')}>
			<p>{say(known ? 'locked.intro' : 'sign-in.intro')}</p>
			{shown === 'passkey' && <ByPasskey known={known} />}
			{shown === 'passphrase' && (known ? <OpenByPassphrase known={known} /> : <ByPassphrase />)}
			{shown === 'recovery' && (
				<ByCode known={known} onCame={(signedIn, identity) => setCame({ signedIn, identity })} />
			)}
			<h2 class="gate-other">{say('sign-in.other')}</h2>
			<div class="row">
				{shown !== 'passkey' && (!known || known.keys.passkeys.length > 0) && (
					<button type="button" class="secondary" onClick={() => setWay('passkey')}>
						{say(known ? 'locked.passkey' : 'sign-in.passkey')}
					</button>
				)}
				{shown !== 'passphrase' && (!known || known.keys.passphrase) && (
					<button type="button" class="secondary" onClick={() => setWay('passphrase')}>
						{say(known ? 'locked.phrase' : 'sign-in.passphrase')}
					</button>
				)}
				{shown !== 'recovery' && (
					<button type="button" class="secondary" onClick={() => setWay('recovery')}>
						{say('sign-in.recovery')}
					</button>
				)}
				{known && <Out />}
			</div>
			<p class="soft small">{say('sign-in.nothing')}</p>
		</Before>
	);
}

function Out() {
	const doing = useDoing();
	return (
		<>
			<button type="button" class="secondary" onClick={() => void doing.run(signOut)}>
				{say('sign-out')}
			</button>
			<Wrong text={doing.wrong} />
		</>
	);
}

/** @param known null: signs in too */
function ByPasskey({ known }: { known: SignedIn | null }) {
	const doing = useDoing();
	const unasked = useRef(Promise.resolve());
	async function go(): Promise<void> {
		if (known) {
			const identity = await byAskedPasskey(known);
			if (identity === null) doing.setWrong(say('locked.no-prf'));
			else rememberPasskey();
			await enter(known, identity);
			return;
		}
		const { options } = await call(Options, '/sign-in/passkey/options', {});
		const { response, key } = await showPasskey(options);
		const signedIn = await call(SignedIn, '/sign-in/passkey', { response });
		rememberPasskey();
		await enter(signedIn, await byPasskey(signedIn, response.id, key));
	}
	useEffect(() => {
		// Nobody has pressed for it: the button stays, and what goes wrong is said when they press.
		if (mayAskAtStart()) unasked.current = go().catch(() => undefined);
	}, []);
	async function press(): Promise<void> {
		stopAsking();
		await unasked.current;
		if (session.value.is !== 'in') await go();
	}
	return (
		<>
			<button type="button" class="wide" disabled={doing.busy} onClick={() => void doing.run(press, passkeyFailure)}>
				{say(known ? 'locked.passkey' : 'sign-in.passkey')}
			</button>
			<p class="soft small">{say('sign-in.passkey.hint')}</p>
			<Wrong text={doing.wrong} />
		</>
	);
}

function ByPassphrase() {
	const [name, setName] = useState('');
	const [phrase, setPhrase] = useState('');
	const [code, setCode] = useState('');
	const [percent, setPercent] = useState(-1);
	const doing = useDoing();
	async function go(): Promise<void> {
		const asked = SignInName.safeParse(name).data;
		if (asked === undefined) return doing.setWrong(say('wrong'));
		const parameters = await call(Stretch, '/sign-in/stretch', { name: asked });
		const { proof, key } = await stretch(phrase, parameters, (share) => setPercent(Math.round(share * 100)));
		setPercent(-1);
		const body = { name: asked, proof, code: code.replaceAll(/\s/g, '') };
		const signedIn = await call(SignedIn, '/sign-in/passphrase', body);
		await enter(signedIn, await byPassphraseKey(signedIn, key));
	}
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				void doing.run(go);
			}}
		>
			<Field label={say('sign-in.name')} value={name} onValue={setName} autocomplete="username" required />
			<Field
				label={say('sign-in.phrase')}
				value={phrase}
				onValue={setPhrase}
				autocomplete="current-password"
				secret
				required
			/>
			<Code value={code} onValue={setCode} />
			<Wrong text={doing.wrong} />
			{doing.busy && <Working text={percent < 0 ? say('busy') : say('sign-in.stretching', { percent })} />}
			<button type="submit" disabled={doing.busy}>
				{say('sign-in.go')}
			</button>
		</form>
	);
}

export function Code({ value, onValue }: { value: string; onValue: (value: string) => void }) {
	return (
		<Field
			label={say('sign-in.code')}
			hint={say('sign-in.code.hint')}
			value={value}
			onValue={onValue}
			inputMode="numeric"
			autocomplete="one-time-code"
			pattern="\s*\d{3}\s*\d{3}\s*"
			required
		/>
	);
}

function OpenByPassphrase({ known }: { known: SignedIn }) {
	const [phrase, setPhrase] = useState('');
	const [percent, setPercent] = useState(-1);
	const doing = useDoing();
	async function go(): Promise<void> {
		const identity = await byPassphrase(known, phrase, (share) => setPercent(Math.round(share * 100)));
		setPercent(-1);
		if (identity === null) doing.setWrong(say('locked.wrong'));
		await enter(known, identity);
	}
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				void doing.run(go);
			}}
		>
			{/* For password managers: whose passphrase it is. */}
			<input
				type="text"
				class="unseen"
				value={known.keys.passphrase?.name ?? ''}
				autocomplete="username"
				aria-hidden="true"
				tabIndex={-1}
				readOnly
			/>
			<Field
				label={say('sign-in.phrase')}
				value={phrase}
				onValue={setPhrase}
				autocomplete="current-password"
				secret
				required
			/>
			<Wrong text={doing.wrong} />
			{doing.busy && <Working text={percent < 0 ? say('busy') : say('sign-in.stretching', { percent })} />}
			<button type="submit" disabled={doing.busy}>
				{say('locked.go')}
			</button>
		</form>
	);
}

interface ByCodeProps {
	known: SignedIn | null;
	onCame: (signedIn: SignedIn, identity: string) => void;
}

function ByCode({ known, onCame }: ByCodeProps) {
	const [typed, setTyped] = useState('');
	const doing = useDoing();
	async function go(groups: string[]): Promise<void> {
		// Also when signed in: making new ways wants somebody who has just shown who they are.
		const { proof } = await openCode(groups);
		const signedIn = await call(SignedIn, '/sign-in/recovery', { proof });
		const identity = await byRecoveryCode(signedIn, groups);
		if (identity !== null) onCame(signedIn, identity);
		else doing.setWrong(say('locked.wrong'));
	}
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				const read = readCode(typed);
				if ('wrong' in read) doing.setWrong(say('sign-in.recovery.group', { n: read.wrong }));
				else void doing.run(() => go(read.groups));
			}}
		>
			<Field
				label={say('sign-in.recovery.label')}
				hint={say('sign-in.recovery.hint')}
				value={typed}
				onValue={setTyped}
				autocomplete="off"
				class="code-input"
				required
			/>
			<Wrong text={doing.wrong} />
			<button type="submit" disabled={doing.busy}>
				{say(known ? 'locked.go' : 'sign-in.go')}
			</button>
		</form>
	);
}
