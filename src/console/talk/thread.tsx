import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Row, Thread as ThreadData } from '../../desk/api.ts';
import { nameOfStaff, self, threads } from '../desk/lists.ts';
import { show } from '../desk/live.ts';
import { look } from '../desk/looking.ts';
import { gone, opened, refreshThread } from '../desk/opened.ts';
import { unsentOf } from '../desk/unsent.ts';
import { Icon } from '../shell/icon.tsx';
import { go, href, route } from '../shell/route.ts';
import { useKeys } from '../shell/shortcuts.ts';
import { say } from '../shell/speak.ts';
import { day, dayOf, isSoon, left, now } from '../shell/when.ts';
import { Bubble, UnsentBubble } from './bubble.tsx';
import { Composer } from './composer.tsx';
import { ThreadHead } from './thread-head.tsx';

/** So near to the end one is reading it, in px. */
const AT_END = 120;
/** Of a long resealing one may know; a short one is over before it can be read. */
const WORTH_SAYING = 20;

export function Thread({ id }: { id: string }) {
	const held = opened(id).value;
	const [unreached, setUnreached] = useState(false);
	const log = useRef<HTMLDivElement>(null);
	const end = useRef(true);
	/** Something was said further down, while one was reading further up. */
	const [below, setBelow] = useState(false);
	const sought = route.value[2];
	useKeys({ Escape: () => go('talk'), u: () => go('talk', id, 'danger') });
	useEffect(() => {
		show(id);
		look(id);
		refreshThread(id).then(
			() => {
				setUnreached(false);
				void threads.refresh().catch(() => undefined);
			},
			() => setUnreached(true),
		);
		return () => {
			show(null);
			look(null);
		};
	}, [id]);
	const waitingOnes = unsentOf(id);
	const count = (held?.words.size ?? 0) + (held?.thread.rows.length ?? 0) + waitingOnes.length;
	useLayoutEffect(() => {
		const shown = log.current;
		if (!shown) return;
		const row = sought === undefined ? null : shown.querySelector(`[data-row="${CSS.escape(sought)}"]`);
		if (row) row.scrollIntoView({ block: 'center' });
		else if (end.current) shown.scrollTop = shown.scrollHeight;
		else setBelow(true);
	}, [count, sought]);
	useEffect(() => {
		const shown = log.current;
		if (!shown) return;
		// A keyboard comes up, somebody types: what was in sight at the end stays there.
		const watch = new ResizeObserver(() => {
			if (end.current) shown.scrollTop = shown.scrollHeight;
		});
		watch.observe(shown);
		return () => watch.disconnect();
	}, [held === null]);
	if (!held) {
		const failed = gone.value.has(id) ? 'gone' : unreached ? 'unreached' : 'opening';
		const holder = gone.value.get(id) ?? null;
		const name = holder === self.value ? '' : nameOfStaff(holder);
		return (
			<section class="thread-place">
				<div class="empty">
					<h1 class="unseen">{say('talk.title')}</h1>
					<p role="status">{name === '' ? say(`thread.${failed}`) : say('thread.passed', { name })}</p>
					{failed !== 'opening' && <a href={href('talk')}>{say('talk.title')}</a>}
				</div>
			</section>
		);
	}
	const { thread, words, resealing } = held;
	return (
		<section class="thread" aria-label={thread.summary.alias}>
			<ThreadHead summary={thread.summary} />
			{thread.summary.urgent && (
				<p class="banner urgent">
					<Icon name="urgent" />
					<span>{say('thread.urgent')}</span>
					<a class="button" href={href('talk', id, 'danger')}>
						{say('danger.open')}
					</a>
				</p>
			)}
			<Window until={thread.summary.window} />
			{isSoon(thread.summary.erased) && (
				<p class="banner">
					<Icon name="queued" />
					<span>{say('thread.erased', { day: day(thread.summary.erased) })}</span>
				</p>
			)}
			{resealing && resealing.of >= WORTH_SAYING && (
				<p class="banner">
					<label>
						{say('thread.resealing', { n: resealing.of })}
						<progress value={resealing.done} max={resealing.of} />
					</label>
				</p>
			)}
			<div
				class="log"
				ref={log}
				role="log"
				aria-label={say('thread.log', { alias: thread.summary.alias })}
				// biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and by keys only with the focus in it.
				tabIndex={0}
				onScroll={({ currentTarget: at }) => {
					end.current = at.scrollHeight - at.scrollTop - at.clientHeight < AT_END;
					if (end.current) setBelow(false);
				}}
			>
				{thread.consent && <p class="event">{say('thread.consent', { day: day(Date.parse(thread.consent.day)) })}</p>}
				{thread.summary.channel === 'web' && <p class="event">{say('thread.web')}</p>}
				{thread.rows.map((row, index) => (
					<Dated key={row.id} row={row} before={thread.rows[index - 1]}>
						<Bubble row={row} word={words.get(row.id) ?? null} summary={thread.summary} />
					</Dated>
				))}
				{waitingOnes.map((one) => (
					<UnsentBubble key={one.id} one={one} />
				))}
			</div>
			{below && (
				<button
					type="button"
					class="to-end"
					onClick={() => {
						if (log.current) log.current.scrollTop = log.current.scrollHeight;
					}}
				>
					<Icon name="down" />
					<span>{say('thread.below')}</span>
				</button>
			)}
			<Looking looking={thread.looking} />
			<Composer thread={thread} />
		</section>
	);
}

function Dated({ row, before, children }: { row: Row; before: Row | undefined; children: preact.ComponentChildren }) {
	const first = !before || dayOf(before.at) !== dayOf(row.at);
	return (
		<>
			{first && (
				<h2 class="day">
					<span>{day(row.at)}</span>
				</h2>
			)}
			{children}
		</>
	);
}

/** WhatsApp's clock: until when free text may be sent. */
function Window({ until }: { until: number | null }) {
	if (until === null || until <= now.value) return null;
	return (
		<p class="banner clock">
			<Icon name="whatsapp" />
			<span>{say('window.open', { time: left(until) })}</span>
		</p>
	);
}

function Looking({ looking }: { looking: ThreadData['looking'] }) {
	const others = looking.filter(({ staff }) => staff !== self.value);
	return (
		<p class="looking" role="status">
			{others
				.map(({ staff, typing }) =>
					say(typing ? 'thread.typing' : 'thread.looking', { name: nameOfStaff(staff) || say('somebody') }),
				)
				.join(' · ')}
		</p>
	);
}
