/** What stands before the console: a link of enrolment, signing in, and the lock. */
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import '../style/sign-in.css';
import { begin, session } from '../session.ts';
import { Enrol } from './enrol.tsx';
import { Before, Working } from './parts.tsx';
import { say } from './say.ts';
import { SignIn } from './sign-in.tsx';

const token = signal(readToken());
addEventListener('hashchange', () => {
	token.value = readToken() || token.value;
});

/** `#/enrol/<token>`; out of the address at once, so that it stays in no history. */
function readToken(): string {
	const found = /^#\/enrol\/([\w-]{43})$/.exec(location.hash)?.[1] ?? '';
	if (found !== '') history.replaceState(null, '', location.pathname);
	return found;
}

const lost = signal(false);

function start(): void {
	lost.value = false;
	begin().catch(() => {
		lost.value = true;
	});
}

export function Gate() {
	const { is } = session.value;
	useEffect(() => {
		if (session.value.is === 'starting') start();
	}, []);
	if (token.value !== '') {
		return (
			<Enrol
				token={token.value}
				onEnd={() => {
					token.value = '';
				}}
			/>
		);
	}
	if (is !== 'starting') return <SignIn />;
	return (
		<Before title={say('title')}>
			{lost.value ? (
				<>
					<p role="alert">{say('no-connection')}</p>
					<button type="button" onClick={start}>
						{say('again')}
					</button>
				</>
			) : (
				<Working text={say('starting')} />
			)}
		</Before>
	);
}
