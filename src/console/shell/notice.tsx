/** A word at the bottom of the screen: what was not done and why, or what was. It stays until it is read: no timer. */
import { signal } from '@preact/signals';
import { Icon } from './icon.tsx';
import { say } from './speak.ts';

const shown = signal<{ text: string; bad: boolean } | null>(null);

/** @param text null: nothing went wrong, and what was said before is no longer true */
export function tell(text: string | null, bad = true): void {
	shown.value = text === null ? null : { text, bad };
}

/** On another screen it is enough that something was done; what was not done stays. */
export function forgetGood(): void {
	if (shown.value?.bad === false) shown.value = null;
}

export function Notice() {
	const notice = shown.value;
	return (
		<div class="notice-place" role={notice?.bad ? 'alert' : 'status'}>
			{notice && (
				<p class={notice.bad ? 'notice bad' : 'notice'}>
					<span>{notice.text}</span>
					<button type="button" class="bare" aria-label={say('dismiss')} onClick={() => tell(null)}>
						<Icon name="remove" />
					</button>
				</p>
			)}
		</div>
	);
}
