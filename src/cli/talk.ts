/**
 * `npm run talk -- --lang ro --channel whatsapp`: a conversation in the terminal, inside that channel's limits.
 * `--file x.yaml` plays a dialogue; `--words` lists the words that work everywhere. Nothing is stored.
 */
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { loadBundle } from '../bundle/load.ts';
import { limits } from '../channels/limits.ts';
import { together } from '../channels/together.ts';
import { type Conversation, newConversation } from '../flow/conversation.ts';
import { type Bundle, openBundle } from '../flow/open.ts';
import { nobody, type Roster } from '../flow/roster.ts';
import { step } from '../flow/step.ts';
import type { Inbound } from '../flow/turn.ts';
import {
	bundleFor,
	type Dialogue,
	inboundOf,
	laterBy,
	misplaced,
	readDialogue,
	readRoster,
	spell,
} from './dialogue.ts';
import { draw } from './draw.ts';

const usage = `npm run talk -- [--lang en] [--channel web|telegram|whatsapp] [--file dialogue.yaml] [--words]
Type words, a number, or a choice id after "=" (=rights.police). Ctrl-D ends.`;

const values = readOptions();
let bundle = openBundle(loadBundle({ today: new Date().toISOString().slice(0, 10) }), 'draft');
const known = Object.keys(limits).find((name): name is keyof typeof limits => name === values.channel);
if (!known || !bundle.languages.includes(values.lang)) {
	console.error(`${usage}\nchannels: ${Object.keys(limits).join(', ')}; languages: ${bundle.languages.join(', ')}`);
	process.exit(2);
}
const channel = known;
const language = values.lang;
let conversation: Conversation = newConversation(channel, language);
let roster: Roster = nobody;
let clock = Date.now;

if (values.words) listWords(bundle);
else if (values.file !== undefined) play(values.file);
else await talk();

function readOptions() {
	try {
		return parseArgs({
			options: {
				lang: { type: 'string', default: 'en' },
				channel: { type: 'string', default: 'web' },
				file: { type: 'string' },
				words: { type: 'boolean', default: false },
			},
		}).values;
	} catch (error) {
		return refuse(error);
	}
}

/** What was asked for cannot be done: says why, and how it is asked for. */
function refuse(error: unknown): never {
	console.error(`${error instanceof Error ? error.message : error}\n\n${usage}`);
	process.exit(2);
}

function open(path: string): Dialogue {
	try {
		return readDialogue(path);
	} catch (error) {
		return refuse(error);
	}
}

function openRoster(path: string, dialogue: Dialogue): Roster {
	try {
		return readRoster(path, dialogue);
	} catch (error) {
		return refuse(error);
	}
}

/** One turn, printed; the state is serialised in between, as between two webhooks. */
function turn(inbound: Inbound): void {
	const { conversation: next, effects, refused } = step(bundle, conversation, inbound, clock(), roster);
	conversation = JSON.parse(JSON.stringify(next));
	if (refused) console.log('  (refused)');
	const said = effects.flatMap((effect) => (effect.do === 'say' ? [effect.message] : []));
	for (const message of together(said, limits[channel])) {
		for (const line of draw(bundle, message, channel)) console.log(`  ${line}`);
	}
	for (const effect of effects) {
		if (effect.do === 'letter') console.log(`  (to the Desk: ${effect.letter.kind})`);
		else if (effect.do === 'erase') console.log('  (everything about this conversation is erased)');
		else if (effect.do === 'close') console.log('  (the chat is left)');
		else if (effect.do === 'wake') console.log(`  (a timer: ${new Date(effect.due).toISOString()})`);
	}
	console.log();
}

async function talk(): Promise<void> {
	const lines = createInterface({ input: process.stdin, output: process.stdout, prompt: '> ' });
	console.log(`${usage}\n`);
	turn({ kind: 'text', text: '/start' });
	lines.prompt();
	for await (const line of lines) {
		turn(line.startsWith('=') ? { kind: 'choice', id: line.slice(1).trim() } : { kind: 'text', text: line });
		lines.prompt();
	}
}

/** Exits 1 at the first turn that does not lead where the dialogue says. */
function play(path: string): void {
	const dialogue = open(path);
	roster = openRoster(path, dialogue);
	if (dialogue.sounds) bundle = bundleFor(bundle, dialogue);
	let now = dialogue.starts ?? Date.now();
	clock = () => now;
	console.log(`${dialogue.shows}\n`);
	for (const [n, said] of dialogue.turns.entries()) {
		now += laterBy(said);
		const inbound = inboundOf(said, language, String(n));
		console.log(spell(inbound));
		turn(inbound);
		const wrong = misplaced(said, conversation);
		if (wrong !== undefined) {
			console.error(wrong);
			process.exit(1);
		}
	}
}

function listWords({ languages, words }: Bundle): void {
	for (const code of languages) {
		const known = words[code];
		if (!known) continue;
		console.log(`${known.name} (${code})`);
		for (const [name, forms] of Object.entries(known.commands)) console.log(`  ${name.padEnd(7)} ${forms.join(', ')}`);
	}
}
