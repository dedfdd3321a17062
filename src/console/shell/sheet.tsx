/** A dialog: from below on a phone, in the middle at a desk. The browser's own, which keeps the focus in and gives it back. */
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from './icon.tsx';
import { say } from './speak.ts';

export interface SheetProps {
	title: string;
	onClose: () => void;
	children: ComponentChildren;
}

export function Sheet({ title, onClose, children }: SheetProps) {
	const dialog = useRef<HTMLDialogElement>(null);
	const name = useId();
	const leave = useRef(onClose);
	leave.current = onClose;
	// Open before anything else can happen: an Escape that came in between would be meant for the screen behind.
	useLayoutEffect(() => {
		const shown = dialog.current;
		if (!shown) return;
		// By Escape, by a phone's Back, or beside it.
		const onEnd = () => leave.current();
		const onClick = (event: Event) => {
			if (event.target === shown) leave.current();
		};
		shown.addEventListener('close', onEnd);
		shown.addEventListener('click', onClick);
		shown.showModal();
		return () => {
			shown.removeEventListener('close', onEnd);
			shown.removeEventListener('click', onClick);
			shown.close();
		};
	}, []);
	return (
		<dialog ref={dialog} aria-labelledby={name}>
			<article>
				<header>
					<h2 id={name}>{title}</h2>
					<button type="button" class="bare" aria-label={say('close')} onClick={onClose}>
						<Icon name="remove" />
					</button>
				</header>
				{children}
			</article>
		</dialog>
	);
}
