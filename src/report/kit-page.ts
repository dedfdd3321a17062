/** The kit to test pictograms and wording with eight people, as a page to print: guide, cards, texts, score sheet. */
import { html, raw } from 'hono/html';
import type { Language } from '../flow/bundle.ts';
import { ENOUGH, type Kit, PEOPLE, type Question, type TextCard } from './kit.ts';
import { type Html, page } from './page.ts';

export interface KitOptions {
	language: Language;
	/** As it calls itself. */
	name: string;
	/** `2026-11-27` */
	day: string;
}

export function kitPage({ pictures, texts }: Kit, { language, name, day }: KitOptions): Promise<string> {
	const content = html`<section class="sheet">
<h1>Do people understand it? <span lang="${language}">${name}</span></h1>
<p class="soft">${day}. ${pictures.length} pictures, ${texts.length} texts, ${PEOPLE} people.</p>
<div class="two">${guideInEnglish}${guideInDutch}</div>
</section>
<section class="sheet" aria-labelledby="pictures">
<h2 id="pictures">Pictures · Plaatjes</h2>
<p class="screen soft">To cut out. No words on them: what each stands for is on the score sheet.</p>
<ul class="cards">${pictures.map(
		({ no, svg }) =>
			html`<li class="card"><span class="pictogram" role="img" aria-label="Picture ${no}">${raw(svg)}</span><span class="no">${no}</span></li>\n`,
	)}</ul>
</section>
<section class="sheet" aria-labelledby="texts">
<h2 id="texts">Texts · Teksten</h2>
${texts.map((card) => textCard(card, language))}
</section>
<section class="sheet" aria-labelledby="score">
<h2 id="score">Score sheet · Scoreblad</h2>
<p>Only for the tester. ✓ understood · ~ half · ✗ not understood · ! understood the opposite. Count only ✓. The columns 1 to 8 are person 1 to
person 8.<br>
<span lang="nl">Alleen voor de tester. ✓ begrepen · ~ half · ✗ niet begrepen · ! het tegendeel begrepen. Tel alleen ✓. De kolommen 1
tot en met 8 zijn persoon 1 tot en met 8.</span></p>
${scoreSheet({ pictures, texts })}
</section>`;
	return page({ title: `Test kit: ${name} · ${day}`, kind: 'kit', content });
}

function textCard({ no, text, taps, questions }: TextCard, language: Language): Html {
	return html`<article class="text-card">
<h3>${no}</h3>
<div lang="${language}"><p class="said">${text.map((segment) => segment.text)}</p>
<ul class="taps">${taps.map((tap) => html`<li>${tap}</li>`)}</ul></div>
<div class="ask"><ol type="a">${questions.map(
		(question) =>
			html`<li>${asked(question, language)}${question.kind === 'tap' || question.kind === 'about' ? html`<ul class="taps" lang="${language}">${question.options.map((option) => html`<li>${option}</li>`)}</ul>` : ''}</li>`,
	)}</ol></div>
</article>
`;
}

/** In English and Dutch: whoever tests says it in the person's language. */
function asked({ kind, phrase }: Question, language: Language): Html {
	const said = html`<q lang="${language}">${phrase}</q>`;
	switch (kind) {
		case 'about':
			return html`What is this text about? · <span lang="nl">Waar gaat deze tekst over?</span>`;
		case 'tap':
			return html`Somebody asks ${said}. Where would you tap? · <span lang="nl">Iemand vraagt dit. Waar zou je tikken?</span>`;
		case 'under':
			return html`Somebody asks ${said}. Where would you tap under this text? · <span lang="nl">Iemand vraagt dit. Waar zou je onder deze tekst tikken?</span>`;
		case 'person':
			return html`Somebody wants to talk with a human. Where would you tap? · <span lang="nl">Iemand wil met een mens praten. Waar zou je tikken?</span>`;
		case 'urgent':
			return html`Somebody is in danger. Where would you tap? · <span lang="nl">Iemand is in gevaar. Waar zou je tikken?</span>`;
	}
}

function scoreSheet({ pictures, texts }: Kit): Html {
	const people = Array.from({ length: PEOPLE }, (_, index) => index + 1);
	const boxes = people.map(() => html`<td></td>`);
	const row = (no: string, right: string) =>
		html`<tr><th scope="row">${no}</th><td>${right}</td>${boxes}<td></td><td></td></tr>\n`;
	const head = (what: string) =>
		html`<thead><tr><th scope="col">Card</th><th scope="col">${what}</th>${people.map((no) => html`<th scope="col" class="person">${no}</th>`)}<th scope="col">How many ✓</th><th scope="col">${ENOUGH} or more?</th></tr></thead>`;
	return html`<div class="wide" role="region" aria-label="Score sheet" tabindex="0">
<table class="score">${head('Pictures: what it stands for')}<tbody>
<tr><th scope="row">–</th><td>Said yes to taking part · <span lang="nl">Zei ja tegen meedoen</span></td>${boxes}<td></td><td></td></tr>
${pictures.map(({ no, means }) => row(no, means.join(' / ')))}</tbody></table>
<table class="score">${head('Texts: the right answer')}<tbody>
${texts.flatMap(({ no, id, questions }) => questions.map(({ right }, at) => row(`${no} ${'abc'[at] ?? ''}`, at === 0 ? `${right} (${id})` : right)))}</tbody></table>
</div>`;
}

const guideInEnglish = html`<div><h2>For the tester</h2>
<ol>
<li>Ask ${PEOPLE} people who could use the chat, one after the other, in their own language. Best is somebody they know and trust.
A cup of coffee and a thank-you are fine; nobody has to.</li>
<li>Read this to them, and go on only after a yes:<br>
<strong>“We test pictures and texts, not you. There are no wrong answers. I write down no name and nothing about you. You can stop at
any moment, without a reason. Do you want to take part?”</strong><br><span class="box">Put a tick for the yes on the score sheet. No
signature.</span></li>
<li>Pictures: show one card, say nothing, and ask: “What is this? What would you find behind it?” About 15 cards a person is enough;
with the safety cards first.</li>
<li>Texts: let them read, or read it aloud. Then ask the three questions. Do not explain and do not help; “thank you” to every
answer. Three or four texts a person is enough.</li>
<li>Ask nothing about themselves: not their name, age, country, work, papers or what they have lived through. If they tell you,
listen, and write nothing down. If they need help, offer somebody of the team.</li>
<li>Count: a card is understood when at least <strong>${ENOUGH} of ${PEOPLE}</strong> people understood it, as tests after ISO 9186 count. What
fewer understood is changed and tried again with others. If only <strong>one</strong> person understood the opposite, it is changed too.</li>
<li>Write on the sheet only ✓ ~ ✗ ! and words for a better picture or text. Afterwards keep the totals and destroy the sheets.</li>
</ol></div>`;

const guideInDutch = html`<div lang="nl"><h2>Voor de tester</h2>
<ol>
<li>Vraag ${PEOPLE} mensen die de chat zouden kunnen gebruiken, één voor één, in hun eigen taal. Het liefst door iemand die zij kennen en
vertrouwen. Een kop koffie en een bedankje mogen; niemand moet.</li>
<li>Lees dit voor, en ga pas verder na een ja:<br>
<strong>“Wij testen plaatjes en teksten, niet jou. Er zijn geen foute antwoorden. Ik schrijf geen naam op en niets over jou. Je kunt op elk
moment stoppen, zonder reden. Wil je meedoen?”</strong><br><span class="box">Zet voor het ja een vinkje op het scoreblad. Geen
handtekening.</span></li>
<li>Plaatjes: laat één kaart zien, zeg niets, en vraag: “Wat is dit? Wat zou je erachter vinden?” Ongeveer 15 kaarten per persoon is
genoeg; de kaarten over veiligheid eerst.</li>
<li>Teksten: laat ze lezen, of lees voor. Stel dan de drie vragen. Leg niets uit en help niet; zeg “dank je” bij elk antwoord. Drie of
vier teksten per persoon is genoeg.</li>
<li>Vraag niets over henzelf: geen naam, leeftijd, land, werk, papieren of wat ze hebben meegemaakt. Vertellen ze het toch, luister dan, en
schrijf niets op. Hebben ze hulp nodig, bied dan iemand van het team aan.</li>
<li>Tellen: een kaart is begrepen als minstens <strong>${ENOUGH} van de ${PEOPLE}</strong> mensen haar begrepen, zoals tests volgens ISO 9186
tellen. Wat minder mensen begrepen, wordt veranderd en met anderen opnieuw geprobeerd. Begreep ook maar <strong>één</strong> persoon het
tegendeel, dan wordt het ook veranderd.</li>
<li>Schrijf op het blad alleen ✓ ~ ✗ ! en woorden voor een beter plaatje of een betere tekst. Bewaar daarna de totalen en vernietig de
bladen.</li>
</ol></div>`;
