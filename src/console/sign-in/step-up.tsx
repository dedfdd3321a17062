/**
 * The server wants to see again who is there, before keys or the team are changed. Once in the page, beside every
 * screen: until it answers, what was asked for waits.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import { Options } from '../../desk/sign-in/api.ts';
import { showPasskey } from '../keys/passkey.ts';
import { stretch } from '../keys/passphrase.ts';
import { call, Done, stepUpAsked, who } from '../session.ts';
import { useDoing } from './doing.ts';
import { passkeyFailure } from './failure.ts';
import { Field, Working, Wrong } from './parts.tsx';
import { say } from './say.ts';
import { Code } from './sign-in.tsx';

export function StepUp() {
	const answer = stepUpAsked.value;
	return answer && <Ask answer={answer} />;
}

function Ask({ answer }: { answer: (shown: boolean) => void }) {
	const dialog = useRef<HTMLDialogElement>(null);
	useEffect(() => {
		dialog.current?.showModal();
	}, []);
	const passphrase = who.value?.keys.passphrase;
	return (
		<dialog
			ref={dialog}
			aria-labelledby="step-up-title"
			onCancel={(event) => {
				event.preventDefault();
				answer(false);
			}}
		>
			<article>
				<h2 id="step-up-title">{say('step-up.title')}</h2>
				<p>{say('step-up.intro')}</p>
				<ByPasskey onShown={() => answer(true)} />
				{passphrase?.signsIn && (
					<details>
						<summary>{say('step-up.phrase')}</summary>
						<ByPassphrase onShown={() => answer(true)} />
					</details>
				)}
				<button type="button" class="secondary wide" onClick={() => answer(false)}>
					{say('cancel')}
				</button>
			</article>
		</dialog>
	);
}

function ByPasskey({ onShown }: { onShown: () => void }) {
	const doing = useDoing();
	async function go(): Promise<void> {
		const { options } = await call(Options, '/step-up/options', {});
		// None of theirs: the browser would offer any, and none would do.
		if (Array.isArray(options.allowCredentials) && options.allowCredentials.length === 0)
			return doing.setWrong(say(who.value?.keys.passphrase?.signsIn ? 'passkey.cannot' : 'step-up.none'));
		const { response } = await showPasskey(options);
		await call(Done, '/step-up/passkey', { response });
		onShown();
	}
	return (
		<>
			<button type="button" class="wide" disabled={doing.busy} onClick={() => void doing.run(go, passkeyFailure)}>
				{say('step-up.passkey')}
			</button>
			<Wrong text={doing.wrong} />
		</>
	);
}

function ByPassphrase({ onShown }: { onShown: () => void }) {
	const [phrase, setPhrase] = useState('');
	const [code, setCode] = useState('');
	const [percent, setPercent] = useState(-1);
	const doing = useDoing();
	async function go(): Promise<void> {
		const parameters = who.value?.keys.passphrase?.stretch;
		if (!parameters) return;
		const { proof } = await stretch(phrase, parameters, (share) => setPercent(Math.round(share * 100)));
		setPercent(-1);
		await call(Done, '/step-up/passphrase', { proof, code: code.replaceAll(/\s/g, '') });
		onShown();
	}
	return (
		<form
			onSubmit={(event) => {
				event.preventDefault();
				void doing.run(go);
			}}
		>
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
