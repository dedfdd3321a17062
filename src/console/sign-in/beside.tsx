/** What may come beside any screen of somebody who is signed in. Once in the page. */
import { ChangedKeys } from '../keys/changed-keys.tsx';
import { StepUp } from './step-up.tsx';

export function Beside() {
	return (
		<>
			<StepUp />
			<ChangedKeys />
		</>
	);
}
