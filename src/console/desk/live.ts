/**
 * The stream of news: it says what changed, never a word; what is shown is fetched then. While the page is hidden it is
 * closed; back in sight, and after every interruption, everything shown is fetched anew, so that nothing can be missed.
 */
import { signal } from '@preact/signals';
import { News } from '../../desk/api.ts';
import { Refused } from '../session.ts';
import { giveAway } from './give-away.ts';
import { refreshAll, talks, team, threads, waiting } from './lists.ts';
import { gone, refreshThread, setLooking } from './opened.ts';
import { tryNow } from './unsent.ts';

/** `quiet`: the page is hidden, or nobody is signed in. */
export const connection = signal<'quiet' | 'connecting' | 'live' | 'lost'>('quiet');

const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 20_000;
/** A phone does not always notice that its connection is gone: asked this often, in ms. */
const WATCH = 45_000;

let stream: EventSource | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
let watch: ReturnType<typeof setInterval> | undefined;
let tries = 0;
/** The thread on the screen: the only opened one that is fetched anew by itself, since every fetch is noted as a reading. */
let shown: string | null = null;
let ended: () => void = () => undefined;

export function show(thread: string | null): void {
	shown = thread;
}

/** @param out what to do when the server says that the session has ended */
export function start(out: () => void): void {
	ended = out;
	if (watch) return;
	document.addEventListener('visibilitychange', turn);
	addEventListener('online', reconnect);
	addEventListener('offline', onOffline);
	watch = setInterval(() => {
		if (connection.value === 'live') refresh(waiting.refresh());
	}, WATCH);
	turn();
}

export function stop(): void {
	document.removeEventListener('visibilitychange', turn);
	removeEventListener('online', reconnect);
	removeEventListener('offline', onOffline);
	clearInterval(watch);
	watch = undefined;
	hush();
}

function turn(): void {
	if (document.hidden) hush();
	else reconnect();
}

function hush(): void {
	clearTimeout(timer);
	stream?.close();
	stream = undefined;
	connection.value = 'quiet';
}

function reconnect(): void {
	if (document.hidden || watch === undefined) return;
	clearTimeout(timer);
	stream?.close();
	if (connection.value !== 'lost') connection.value = 'connecting';
	const mine = new EventSource('/desk/api/live');
	stream = mine;
	mine.onopen = () => {
		if (mine === stream) void resume();
	};
	mine.onmessage = ({ data }: MessageEvent<string>) => take(News.parse(JSON.parse(data)));
	mine.onerror = () => {
		// After a broken connection it comes back by itself, with Last-Event-ID; after an answer like 503 it does not.
		if (mine === stream) lose(mine.readyState === EventSource.CLOSED);
	};
}

async function resume(): Promise<void> {
	try {
		await refreshAll();
		giveAway();
		if (shown !== null && !gone.value.has(shown)) refresh(refreshThread(shown));
		tries = 0;
		connection.value = 'live';
		tryNow();
	} catch {
		lose(true);
	}
}

function onOffline(): void {
	lose(true);
}

/** @param anew the stream will not come back by itself, or cannot be believed to be alive */
function lose(anew: boolean): void {
	if (document.hidden || watch === undefined) return;
	connection.value = 'lost';
	if (!anew) return;
	clearTimeout(timer);
	timer = setTimeout(reconnect, Math.min(FIRST_PAUSE * 2 ** tries, LONGEST_PAUSE));
	tries++;
}

function take(news: News): void {
	switch (news.what) {
		case 'waiting':
			refresh(waiting.refresh());
			return;
		case 'team':
			refresh(team.refresh());
			return;
		case 'looking':
			setLooking(news.id, news.looking);
			return;
		case 'out':
			ended();
			return;
		case 'thread': {
			refresh(waiting.refresh());
			// Read first: what is on the screen is not unread.
			const read = news.id === shown ? refreshThread(news.id) : Promise.resolve();
			refresh(read);
			if (talks.value)
				refresh(
					read
						.catch(() => undefined)
						.then(threads.refresh)
						.then(giveAway),
				);
		}
	}
}

/** One that fails shows as no connection, and everything is fetched when it is back. */
function refresh(work: Promise<void>): void {
	work.catch((error: unknown) => {
		if (!(error instanceof Refused) || error.status >= 500) lose(true);
	});
}
