/** Takes a thread up again that sleeps or waits, or over from somebody one stands in for. The Desk decides whether. */
import { useState } from 'preact/hooks';
import type { Summary } from '../../desk/api.ts';
import { claim } from '../desk/acts.ts';
import { self, talks, team } from '../desk/lists.ts';
import { refreshThread } from '../desk/opened.ts';
import { tell } from '../shell/notice.tsx';
import { say } from '../shell/speak.ts';

export function Claim({ summary }: { summary: Summary }) {
	const [busy, setBusy] = useState(false);
	const { phase, owner, standIn, rung } = summary;
	const ours = owner === null || owner === self.value || standIn === self.value;
	const ownerIsOut = owner !== self.value && !team.value.value?.members.find(({ id }) => id === owner)?.here;
	const ownerIsSilent = rung === 'stand-in' || rung === 'nobody';
	const open = phase === 'waiting' || phase === 'sleeping' || (phase === 'staff' && (ownerIsOut || ownerIsSilent));
	const can = talks.value && !summary.left && !summary.blocked && ours && open;
	if (!can) return null;
	async function onClick() {
		setBusy(true);
		const { why } = await claim(summary);
		setBusy(false);
		tell(why);
		if (why !== null) void refreshThread(summary.id).catch(() => undefined);
	}
	return (
		<button type="button" aria-busy={busy} onClick={onClick}>
			{say(phase === 'sleeping' ? 'claim.again' : 'waiting.take')}
		</button>
	);
}
