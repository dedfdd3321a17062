import { Sheet } from './sheet.tsx';
import { letters, list, listShown, setLetters } from './shortcuts.ts';
import { say } from './speak.ts';

export function KeysList() {
	if (!listShown.value) return null;
	const close = () => {
		listShown.value = false;
	};
	return (
		<Sheet title={say('keys.title')} onClose={close}>
			<dl class="keys">
				{list.map(({ keys, does }) => (
					<div key={keys}>
						<dt>
							{keys.split(' ').map((key) => (
								<kbd key={key}>{key}</kbd>
							))}
						</dt>
						<dd>{say(does)}</dd>
					</div>
				))}
			</dl>
			<label class="switch">
				<input
					type="checkbox"
					role="switch"
					checked={letters.value}
					aria-checked={letters.value}
					onChange={(event) => setLetters(event.currentTarget.checked)}
				/>
				{say('keys.letters')}
			</label>
		</Sheet>
	);
}
