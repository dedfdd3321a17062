/** What begins with a session and what has to be gone when it, or its key, ends. */
import { effect, untracked } from '@preact/signals';
import { lock, session } from '../session.ts';
import { reopenDrafts, shutDrafts } from './drafts.ts';
import { forgetGivenAway } from './give-away.ts';
import { forgetLists, me } from './lists.ts';
import { start, stop } from './live.ts';
import { look } from './looking.ts';
import { forgetOpened } from './opened.ts';
import { reopenUnsent, shutUnsent } from './unsent.ts';

let was: 'in' | 'out' = 'out';

effect(() => {
	const { is } = session.value;
	untracked(() => {
		if (is === 'in' && was === 'out') {
			was = 'in';
			start(() => {
				// Which of the two it is, the next answer of the server says.
				lock();
				void me.refresh().catch(() => undefined);
			});
			void reopenUnsent();
			void reopenDrafts();
		}
		if (is !== 'in' && was === 'in') {
			was = 'out';
			stop();
			look(null);
			shutDrafts();
			shutUnsent();
			forgetOpened();
			forgetGivenAway();
			forgetLists();
		}
	});
});
