import { useState } from 'preact/hooks';
import type { Summary } from '../../desk/api.ts';
import { change, type Outcome } from '../desk/acts.ts';
import { nameOfStaff, self } from '../desk/lists.ts';
import { lock } from '../session.ts';
import { Icon } from '../shell/icon.tsx';
import type { IconName } from '../shell/icons.ts';
import { tell } from '../shell/notice.tsx';
import { go, href } from '../shell/route.ts';
import { Sheet } from '../shell/sheet.tsx';
import { useKeys } from '../shell/shortcuts.ts';
import { type Key, nameOf, say, sayOf } from '../shell/speak.ts';
import { HandBack } from './hand-back.tsx';
import { Introduce } from './introduce.tsx';

type Open = 'menu' | 'hand-back' | 'introduce' | 'sleep' | 'release' | 'block' | null;

export function ThreadHead({ summary }: { summary: Summary }) {
	const { id, alias, owner, channel, language } = summary;
	const [open, setOpen] = useState<Open>(null);
	const close = () => setOpen(null);
	useKeys({ m: () => setOpen('menu') });
	const done = (why: Outcome, leave: boolean) => {
		close();
		tell(why);
		if (why === null && leave) go('talk');
	};
	return (
		<header class="thread-head">
			<a class="bare back" href={href('talk')} aria-label={say('back')}>
				<Icon name="back" />
			</a>
			<div class="about">
				<h1>
					<bdi>{alias}</bdi>
				</h1>
				<p class="soft">
					<Icon name={channel} />
					<span>
						{sayOf('channel', channel)} · {nameOf(language)}
						{owner !== self.value && (
							<>
								{' · '}
								<strong>
									{owner ? say('talk.of', { name: nameOfStaff(owner) || say('somebody') }) : say('talk.of.nobody')}
								</strong>
							</>
						)}
					</span>
				</p>
			</div>
			<button type="button" class="bare on-phone" aria-label={say('lock')} onClick={lock}>
				<Icon name="lock" />
			</button>
			<a class="bare danger-link" href={href('talk', id, 'danger')} aria-label={say('danger.open')}>
				<Icon name="urgent" />
			</a>
			<button
				type="button"
				class="bare"
				aria-haspopup="dialog"
				aria-label={say('thread.menu')}
				onClick={() => setOpen('menu')}
			>
				<Icon name="menu" />
			</button>
			{open === 'menu' && <Menu summary={summary} onClose={close} onChoose={setOpen} onDone={done} />}
			{open === 'hand-back' && <HandBack summary={summary} onClose={close} onDone={(why) => done(why, true)} />}
			{open === 'introduce' && <Introduce summary={summary} onClose={close} onDone={(why) => done(why, false)} />}
			{(open === 'sleep' || open === 'release' || open === 'block') && (
				<Confirm what={open} summary={summary} onClose={close} onDone={(why) => done(why, open !== 'block')} />
			)}
		</header>
	);
}

interface MenuProps {
	summary: Summary;
	onClose: () => void;
	onChoose: (open: Open) => void;
	onDone: (why: Outcome, leave: boolean) => void;
}

function Menu({ summary, onClose, onChoose, onDone }: MenuProps) {
	const mine = summary.owner === self.value;
	const talking = mine && summary.phase === 'staff' && !summary.left;
	const items: { open: Exclude<Open, 'menu' | null>; icon: IconName; may: boolean }[] = [
		{ open: 'hand-back', icon: 'hand-back', may: talking },
		{ open: 'introduce', icon: 'introduce', may: talking },
		{ open: 'sleep', icon: 'sleep', may: talking },
		{ open: 'release', icon: 'release', may: talking },
		{ open: 'block', icon: 'block', may: mine && !summary.blocked },
	];
	return (
		<Sheet title={summary.alias} onClose={onClose}>
			<ul class="menu">
				{items
					.filter(({ may }) => may)
					.map(({ open, icon }) => (
						<li key={open}>
							<button type="button" onClick={() => onChoose(open)}>
								<Icon name={icon} />
								<span>
									{say(`act.${open}`)}
									<small>{say(`act.${open}.hint`)}</small>
								</span>
							</button>
						</li>
					))}
				{mine && summary.blocked && (
					<li>
						<button type="button" onClick={async () => onDone(await change(summary.id, 'unblock'), false)}>
							<Icon name="here" />
							<span>
								{say('act.unblock')}
								<small>{say('act.unblock.hint')}</small>
							</span>
						</button>
					</li>
				)}
				<li>
					<button type="button" class="danger" onClick={() => go('talk', summary.id, 'danger')}>
						<Icon name="urgent" />
						<span>
							{say('danger.open')}
							<small>{say('danger.hint')}</small>
						</span>
					</button>
				</li>
			</ul>
			{!mine && <p class="soft">{say('act.not-mine')}</p>}
		</Sheet>
	);
}

interface ConfirmProps {
	what: 'sleep' | 'release' | 'block';
	summary: Summary;
	onClose: () => void;
	onDone: (why: Outcome) => void;
}

/** What the person will notice is said first; then one tap. */
function Confirm({ what, summary, onClose, onDone }: ConfirmProps) {
	const [busy, setBusy] = useState(false);
	const text = (part: 'title' | 'what' | 'do') => say(`${what}.${part}` as Key, { alias: summary.alias });
	return (
		<Sheet title={text('title')} onClose={onClose}>
			<p>{text('what')}</p>
			<div class="row">
				<button type="button" class="secondary" onClick={onClose}>
					{say('cancel')}
				</button>
				<button
					type="button"
					class={what === 'block' ? 'danger' : undefined}
					aria-busy={busy}
					onClick={async () => {
						setBusy(true);
						onDone(await change(summary.id, what));
					}}
				>
					{text('do')}
				</button>
			</div>
		</Sheet>
	);
}
