import '../desk/lifetime.ts';
import { useEffect } from 'preact/hooks';
import { self } from '../desk/lists.ts';
import { connection } from '../desk/live.ts';
import { anyUnsent } from '../desk/unsent.ts';
import { MeScreen } from '../me/me.tsx';
import { More } from '../more/more.tsx';
import { session } from '../session.ts';
import { Beside } from '../sign-in/beside.tsx';
import { Gate } from '../sign-in/gate.tsx';
import { Danger } from '../talk/danger.tsx';
import { Talk } from '../talk/talk.tsx';
import { WaitingScreen } from '../waiting/waiting.tsx';
import { KeysList } from './keys-list.tsx';
import { Nav } from './nav.tsx';
import { forgetGood, Notice } from './notice.tsx';
import { route } from './route.ts';
import { listenToKeys } from './shortcuts.ts';
import { language, say } from './speak.ts';

export function App() {
	const [screen = 'waiting', first, second, third] = route.value;
	const signedIn = session.value.is === 'in';
	useEffect(() => {
		document.documentElement.lang = language.value;
	}, [language.value]);
	useEffect(listenToKeys, []);
	useEffect(() => {
		forgetGood();
		// What had the focus has gone with its screen: a keyboard, or a reader of the screen, goes on at the top of this one.
		if (document.activeElement === document.body) document.getElementById('main')?.focus();
	}, [screen, first, second, third]);
	useEffect(() => {
		if (!anyUnsent.value) return;
		const ask = (event: Event) => event.preventDefault();
		addEventListener('beforeunload', ask);
		return () => removeEventListener('beforeunload', ask);
	}, [anyUnsent.value]);
	// Nothing of a screen stays in the page behind a lock: it is not hidden, it is gone.
	if (!signedIn) return <Gate />;
	if (self.value === '') return <Starting />;
	const inThread = screen === 'talk' && first !== undefined;
	return (
		<div class={inThread ? 'shell in-thread' : 'shell'}>
			<button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
				{say('skip')}
			</button>
			<Nav screen={screen} />
			<main id="main" tabIndex={-1}>
				<Beside />
				{screen === 'talk' ? (
					second === 'danger' && first ? (
						<Danger id={first} />
					) : (
						<Talk id={first ?? null} />
					)
				) : screen === 'me' ? (
					<MeScreen />
				) : screen === 'more' ? (
					<More path={route.value.slice(1)} />
				) : (
					<WaitingScreen />
				)}
			</main>
			<Notice />
			<KeysList />
		</div>
	);
}

/** Signed in, and not a word from the server yet. */
function Starting() {
	return (
		<main class="starting">
			<p role="status">{say(connection.value === 'lost' ? 'connection.lost' : 'starting')}</p>
		</main>
	);
}
