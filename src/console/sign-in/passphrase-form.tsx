/** Choosing a passphrase, and an app for codes with it. */
import { Secret, TOTP } from 'otpauth';
import { useState } from 'preact/hooks';
import type { NewPassphrase } from '../../desk/sign-in/api.ts';
import { SignInName } from '../../desk/sign-in/api.ts';
import { toText } from '../keys/bytes.ts';
import { isStrong, newStretch, SHORTEST, stretch, suggestPassphrase } from '../keys/passphrase.ts';
import { wrap } from '../keys/wrap.ts';
import { useDoing } from './doing.ts';
import { Field, Working, Wrong } from './parts.tsx';
import { Qr } from './qr.tsx';
import { say } from './say.ts';

export interface PassphraseFormProps {
	staff: string;
	/** Proposed as sign-in name. */
	name: string;
	identity: string;
	/** Without: it opens the key, and signs nobody in. */
	codes: boolean;
	done: string;
	/** `make`: at the moment of sending, for the code in it must be of then. Its failure is shown here. */
	onDone: (make: () => NewPassphrase) => Promise<void>;
}

export function PassphraseForm({ staff, name: proposed, identity, codes, done, onDone }: PassphraseFormProps) {
	const [name, setName] = useState(() => SignInName.safeParse(proposed.replaceAll(/\s/g, '')).data ?? '');
	const [phrase, setPhrase] = useState('');
	const [code, setCode] = useState('');
	const [suggested, setSuggested] = useState('');
	const [secret] = useState(() => new Secret({ size: 20 }));
	const [percent, setPercent] = useState(-1);
	const doing = useDoing();
	const totp = new TOTP({ issuer: 'Bekend Desk', label: name || proposed, secret });

	async function make(): Promise<void> {
		const parameters = newStretch();
		const { proof, key } = await stretch(phrase, parameters, (share) => setPercent(Math.round(share * 100)));
		setPercent(-1);
		const wrapped = await wrap(identity, key, { staff, method: 'passphrase', credential: '' });
		await onDone(() => ({
			name: SignInName.parse(name),
			stretch: parameters,
			proof,
			wrapped,
			totp: codes ? { secret: toText(secret.bytes), code: totp.generate() } : null,
		}));
	}

	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				if (!SignInName.safeParse(name).success) doing.setWrong(say('enrol.phrase.name.hint'));
				else if (!isStrong(phrase)) doing.setWrong(say('enrol.phrase.weak'));
				else if (codes && totp.validate({ token: code.replaceAll(/\s/g, ''), window: 1 }) === null)
					doing.setWrong(say('enrol.app.wrong'));
				else void doing.run(make);
			}}
		>
			<Field
				label={say('sign-in.name')}
				hint={say('enrol.phrase.name.hint')}
				value={name}
				onValue={setName}
				autocomplete="username"
				maxLength={40}
				required
			/>
			<Field
				label={say('sign-in.phrase')}
				hint={say('enrol.phrase.hint')}
				value={phrase}
				onValue={setPhrase}
				autocomplete="new-password"
				minLength={SHORTEST}
				secret
				required
			/>
			{suggested !== '' && suggested === phrase && (
				<p class="paper-code" role="status" translate={false}>
					{suggested}
				</p>
			)}
			<button
				type="button"
				class="secondary"
				onClick={() => {
					const proposal = suggestPassphrase();
					setSuggested(proposal);
					setPhrase(proposal);
				}}
			>
				{say('enrol.phrase.suggest')}
			</button>
			{codes && (
				<fieldset>
					<legend>{say('enrol.app.title')}</legend>
					<p>{say('enrol.app.hint')}</p>
					<Qr text={totp.toString()} label={say('enrol.app.qr')} />
					<p>
						{say('enrol.app.manual')} <code translate={false}>{secret.base32.match(/.{1,4}/g)?.join(' ')}</code>
					</p>
					<Field
						label={say('enrol.app.code')}
						value={code}
						onValue={setCode}
						inputMode="numeric"
						autocomplete="one-time-code"
						required
					/>
				</fieldset>
			)}
			<Wrong text={doing.wrong} />
			{doing.busy && <Working text={percent < 0 ? say('busy') : say('sign-in.stretching', { percent })} />}
			<button type="submit" disabled={doing.busy}>
				{done}
			</button>
		</form>
	);
}
