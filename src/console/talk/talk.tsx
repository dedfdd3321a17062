/** The list of threads and the one that is open: side by side at a desk, one after the other on a phone. */
import { Icon } from '../shell/icon.tsx';
import { say } from '../shell/speak.ts';
import { Thread } from './thread.tsx';
import { ThreadList } from './thread-list.tsx';

export function Talk({ id }: { id: string | null }) {
	return (
		<div class={id === null ? 'talk' : 'talk open'}>
			<ThreadList at={id} />
			{id === null ? (
				<div class="thread-place empty">
					<Icon name="talk" />
					<p>{say('talk.pick')}</p>
				</div>
			) : (
				<Thread key={id} id={id} />
			)}
		</div>
	);
}
