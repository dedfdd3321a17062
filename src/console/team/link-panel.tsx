/** A link that was just made: shown once, for the one it is for. */
import { useState } from 'preact/hooks';
import type { Link } from '../../desk/sign-in/api.ts';
import { Field } from '../sign-in/parts.tsx';
import { Qr } from '../sign-in/qr.tsx';
import { day, say } from '../sign-in/say.ts';

export function LinkPanel({ name, link, onClose }: { name: string; link: Link; onClose: () => void }) {
	const [copied, setCopied] = useState(false);
	const url = `${location.origin}/desk#/enrol/${link.token}`;
	return (
		<section class="panel" aria-labelledby="link-title">
			<h2 id="link-title">{say('team.link.title', { name })}</h2>
			<p>{say('team.link.hint', { name, day: day(link.expires) })}</p>
			<Qr text={url} label={say('team.link.title', { name })} />
			<Field label={say('team.link.label')} value={url} onValue={() => {}} autocomplete="off" readOnly />
			<div class="row">
				<button
					type="button"
					class="secondary"
					onClick={() => void navigator.clipboard.writeText(url).then(() => setCopied(true))}
				>
					{say('copy')}
				</button>
				{'share' in navigator && (
					<button type="button" class="secondary" onClick={() => void navigator.share({ url }).catch(() => {})}>
						{say('team.link.share')}
					</button>
				)}
				<button type="button" class="secondary" onClick={onClose}>
					{say('team.link.close')}
				</button>
			</div>
			<p role="status">{copied && say('copied')}</p>
		</section>
	);
}
