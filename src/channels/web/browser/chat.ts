/**
 * Makes the page live: forms go out without a page load, and what is said later comes by itself. Whatever is missing in
 * an old browser, or fails, leaves the plain form, which works too. The server's page is the only renderer: it is
 * fetched as a parsed document (no HTML ever becomes a string here, see require-trusted-types-for), and parts of it are
 * moved over.
 */

/** How long Close waits for the visit to be erased before it leaves anyway, the screen already blank; in ms. */
const LEAVING = 300;
/** Two presses of Escape within this are meant, in ms. */
const TWICE = 1_000;
const TIMEOUT = 20_000;

const log = find('log');
const input = document.querySelector<HTMLInputElement>('#text');
/** Number of the newest message in this tab, and of the newest there is; 0: no visit. */
let last = Number(document.body.dataset.last);
let newest = last;
let busy = false;
/** Settled when the message under way has been answered, or cannot be. */
let answered = Promise.resolve();
let escaped = Number.NEGATIVE_INFINITY;
let live: EventSource | undefined;
/** What could not be sent: sent again it has the same id, so that it is answered once if it did arrive. */
let unsent: { what: string; id: string } | undefined;

function find(id: string): HTMLElement {
	const found = document.getElementById(id);
	if (!found) throw new Error(`#${id} is missing`);
	return found;
}

function randomId(): string {
	return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16)).join('-');
}

/** The page as a document; null when the answer is none. Rejects without a connection. */
function load(method: 'GET' | 'POST', fields: URLSearchParams): Promise<XMLHttpRequest> {
	return new Promise((resolve, reject) => {
		const request = new XMLHttpRequest();
		request.open(method, method === 'GET' ? `/chat?${fields}` : '/chat');
		request.responseType = 'document';
		request.timeout = TIMEOUT;
		request.onload = () => resolve(request);
		request.onerror = reject;
		request.ontimeout = reject;
		request.send(method === 'POST' ? fields : null);
	});
}

function onSubmit(event: SubmitEvent): void {
	const form = event.target as HTMLFormElement;
	const tapped =
		event.submitter instanceof HTMLButtonElement && event.submitter.name === 'choice' ? event.submitter : null;
	// Too old to say which button it was: the browser sends the form itself.
	// (Not `form.id`: a field of the form is called that, and stands in its place.)
	if (!form.matches('#write') && !tapped) return;
	event.preventDefault();
	if (tapped?.value === 'close') {
		leave();
		return;
	}
	const words = tapped
		? (tapped.querySelector('span:not([aria-hidden])')?.textContent ?? '')
		: (input?.value.trim() ?? '');
	// A second tap while the first is under way is no second message.
	if (busy || words === '') return;
	answered = send(form, tapped?.value, words);
}

async function send(form: HTMLFormElement, choice: string | undefined, words: string): Promise<void> {
	busy = true;
	const what = choice === undefined ? `text ${words}` : `choice ${choice}`;
	const id = unsent?.what === what ? unsent.id : randomId();
	unsent = { what, id };
	const guess = form.querySelector<HTMLInputElement>('[name=guess]')?.value ?? '';
	const fields = new URLSearchParams({ id, guess, after: String(last), scripted: '1' });
	fields.append(choice === undefined ? 'text' : 'choice', choice ?? words);
	const echo = say(words);
	if (choice === undefined && input) input.value = '';
	try {
		const request = await load('POST', fields);
		if (request.getResponseHeader('Chat-Leave')) return goAway();
		const page = request.responseXML;
		if (!page) throw new Error('no page');
		find('lost').hidden = true;
		if (request.status === 200) {
			unsent = undefined;
			takeOver(page, echo);
		} else {
			// Such a page may know nothing of the conversation: only what it has to say is taken.
			giveBack(echo, choice, words);
			copyText(page, 'notice');
		}
	} catch {
		giveBack(echo, choice, words);
		find('lost').hidden = false;
	}
	busy = false;
	connect();
	if (newest > last) void refresh();
}

/** One's own words, at once; the server never sends them back. */
function say(words: string): HTMLElement {
	const echo = document.createElement('div');
	const by = document.createElement('span');
	echo.className = 'person';
	by.className = 'hidden';
	by.textContent = `${log.dataset.you}: `;
	echo.append(by, words);
	log.append(echo);
	echo.scrollIntoView({ block: 'end' });
	return echo;
}

function giveBack(echo: HTMLElement, choice: string | undefined, words: string): void {
	echo.remove();
	if (choice === undefined && input && input.value === '') input.value = words;
}

/** Moves the new messages, the choices and whatever has changed its language from the server's page into this one. */
function takeOver(page: Document, from: Element | undefined): void {
	const focused = document.activeElement;
	const wasIn = ['top', 'choices', 'always'].find((id) => find(id).contains(focused));
	const value = focused instanceof HTMLButtonElement ? focused.value : '';
	document.documentElement.lang = page.documentElement.lang;
	for (const id of ['top', 'intro', 'choices', 'always']) replace(page, id);
	for (const id of ['notice', 'lost', 'label', 'send']) copyText(page, id);
	const field = page.querySelector<HTMLInputElement>('#text');
	if (input && field) input.placeholder = field.placeholder;
	log.dataset.you = page.getElementById('log')?.dataset.you ?? '';
	const first = append(page, Number(page.body.dataset.last));
	(from ?? first)?.scrollIntoView({ block: 'start' });
	if (wasIn === 'top')
		find('top').querySelector<HTMLElement>(`button[value="${value}"]`)?.focus({ preventScroll: true });
	if (wasIn === 'choices' || wasIn === 'always')
		find('choices').querySelector<HTMLElement>('[role=group]')?.focus({ preventScroll: true });
}

/** Untouched when it is the same: a status that is written again is read out again. */
function copyText(page: Document, id: string): void {
	const text = page.getElementById(id)?.textContent ?? '';
	if (find(id).textContent !== text) find(id).textContent = text;
}

function replace(page: Document, id: string): void {
	const fresh = page.getElementById(id);
	if (fresh) find(id).replaceWith(document.adoptNode(fresh));
}

/** → the first message that was not here yet. */
function append(page: Document, upTo: number): Element | undefined {
	const ended = upTo === 0 && last > 0;
	// A visit that began anew counts from 1 again.
	const seen = upTo < last ? 0 : last;
	const fresh = [...page.querySelectorAll<HTMLElement>('#log > .bot')].filter(
		({ dataset }) => Number(dataset.seq) > seen || ended,
	);
	for (const entry of fresh) {
		entry.removeAttribute('id');
		log.append(document.adoptNode(entry));
		// In the document it comes from, which is in no window, it has given up.
		for (const audio of entry.querySelectorAll('audio')) audio.load();
	}
	if (upTo < last) {
		live?.close();
		newest = upTo;
	}
	last = upTo;
	newest = Math.max(newest, last);
	return fresh[0];
}

async function refresh(): Promise<void> {
	if (busy || last === 0) return;
	busy = true;
	try {
		const request = await load('GET', new URLSearchParams({ after: String(last) }));
		if (request.status === 200 && request.responseXML) takeOver(request.responseXML, undefined);
	} catch {
		// The stream breaks as well then, and asks again when it is back.
		live?.close();
	}
	newest = last;
	busy = false;
}

/** Listens for what is said later: by a timer, in another tab, one day by a person. */
function connect(): void {
	if (last === 0 || !('EventSource' in window) || (live && live.readyState !== EventSource.CLOSED)) return;
	live = new EventSource(`/chat/live?after=${last}`);
	live.addEventListener('said', ({ data }) => {
		newest = Math.max(newest, Number(data));
		if (newest > last) void refresh();
	});
	live.addEventListener('left', ({ data }) => {
		if (data === 'closed') goAway();
		// What this tab has sent itself is answered with a farewell.
		else if (!busy) location.reload();
	});
	live.addEventListener('enough', () => live?.close());
}

/** Close: the screen is blank at once, then the visit is erased, then the harmless page takes this one's place. */
function leave(): void {
	hide();
	const body = new URLSearchParams({ choice: 'close', id: randomId(), scripted: '1' });
	// While the first answer is still under way there may be a visit of which this tab knows nothing yet.
	const close = () => fetch('/chat', { method: 'POST', body, keepalive: true });
	const erased = busy ? answered.then(close) : last === 0 ? Promise.resolve() : close();
	const late = new Promise((resolve) => setTimeout(resolve, LEAVING));
	Promise.race([erased, late]).then(goAway, goAway);
}

function hide(): void {
	live?.close();
	document.title = '';
	document.body.hidden = true;
}

function goAway(): void {
	hide();
	// Not a link: the chat's place in the history is taken.
	location.replace(document.body.dataset.away ?? '/away');
}

function onKey(event: KeyboardEvent): void {
	if (event.key !== 'Escape' || event.isComposing || event.repeat) return;
	event.preventDefault();
	const now = performance.now();
	if (now - escaped < TWICE) leave();
	escaped = now;
}

document.documentElement.classList.add('live');
document.addEventListener('submit', onSubmit);
document.addEventListener('keydown', onKey);
addEventListener('offline', () => {
	find('lost').hidden = false;
});
addEventListener('online', () => {
	find('lost').hidden = true;
	connect();
});
// Out of the browser's memory comes a page whose visit may have ended.
addEventListener('pageshow', ({ persisted }) => {
	if (persisted) location.reload();
});
if (log.childElementCount > 1) log.lastElementChild?.scrollIntoView({ block: 'start' });
connect();
