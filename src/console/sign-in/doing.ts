/** One thing at a time, and what went wrong with it. */
import { useState } from 'preact/hooks';
import { failure } from './failure.ts';

export interface Doing {
	busy: boolean;
	/** What to show; '' for nothing. */
	wrong: string;
	/** Runs unless something runs already. */
	run(work: () => Promise<void>, why?: (error: unknown) => string): Promise<void>;
	setWrong(text: string): void;
}

export function useDoing(): Doing {
	const [busy, setBusy] = useState(false);
	const [wrong, setWrong] = useState('');
	return {
		busy,
		wrong,
		setWrong,
		async run(work, why = failure) {
			if (busy) return;
			setBusy(true);
			setWrong('');
			try {
				await work();
			} catch (error) {
				setWrong(why(error));
			}
			setBusy(false);
		},
	};
}
