/** In the place of src/console/sign-in/gate.tsx. */
import { session, unlock } from './session.ts';

export function Gate() {
	return (
		<main class="gate">
			<h1>{session.value.is}</h1>
			<button type="button" onClick={unlock}>
				Unlock
			</button>
		</main>
	);
}
