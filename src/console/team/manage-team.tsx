/** Who has access, for coordinators: invite, a new link, roles, remove. Nothing for others. */
import { useEffect, useState } from 'preact/hooks';
import type { Role } from '../../desk/api.ts';
import { Link, StaffList } from '../../desk/sign-in/api.ts';
import { call, Done, who } from '../session.ts';
import { type Doing, useDoing } from '../sign-in/doing.ts';
import { OfflinePaper } from '../sign-in/offline-paper.tsx';
import { Working, Wrong } from '../sign-in/parts.tsx';
import { day, listed, say } from '../sign-in/say.ts';
import { InviteForm } from './invite-form.tsx';
import { LinkPanel } from './link-panel.tsx';
import { RoleTicks } from './role-ticks.tsx';

type One = StaffList['staff'][number];

export function ManageTeam() {
	const coordinates = who.value?.roles.includes('coordinator') ?? false;
	return coordinates ? <Manage /> : null;
}

function Manage() {
	const [list, setList] = useState<StaffList | null>(null);
	const [link, setLink] = useState<{ name: string; link: Link } | null>(null);
	const [asking, setAsking] = useState<'invite' | 'offline' | null>(null);
	const doing = useDoing();
	const refresh = async () => setList(await call(StaffList, '/staff'));
	/** Then the list is fetched anew. */
	const change = (work: () => Promise<unknown>) =>
		doing.run(async () => {
			await work();
			await refresh();
		});
	useEffect(() => void doing.run(refresh), []);
	if (!list) return doing.wrong === '' ? <Working text={say('busy')} /> : <Wrong text={doing.wrong} />;
	return (
		<section class="manage" aria-labelledby="manage-title">
			<h2 id="manage-title">{say('team.manage')}</h2>
			<Wrong text={doing.wrong} />
			{link && <LinkPanel name={link.name} link={link.link} onClose={() => setLink(null)} />}
			<ul class="lines panel">
				{list.staff
					.filter(({ name }) => name !== '')
					.map((one) => (
						<li key={one.id}>
							<Row
								one={one}
								doing={doing}
								onLink={() =>
									void change(async () => {
										setLink({ name: one.name, link: await call(Link, `/staff/${one.id}/link`, {}) });
									})
								}
								onRoles={(roles) => void change(() => call(Done, `/staff/${one.id}/roles`, { roles }))}
								onRemove={() => void change(() => call(Done, `/staff/${one.id}/remove`, {}))}
							/>
						</li>
					))}
			</ul>
			{asking === 'invite' ? (
				<InviteForm
					organisation={list.organisation}
					onCancel={() => setAsking(null)}
					onInvite={async (invite) => {
						const made = await call(Link, '/staff/invite', invite);
						setLink({ name: invite.name, link: made });
						setAsking(null);
						await refresh();
					}}
				/>
			) : (
				<button type="button" onClick={() => setAsking('invite')}>
					{say('team.invite')}
				</button>
			)}
			<section class="panel" aria-labelledby="manage-offline">
				<h2 id="manage-offline">{say('team.offline')}</h2>
				{list.offline !== null ? (
					<p>{say('team.offline.has', { start: list.offline.slice(0, 12) })}</p>
				) : asking === 'offline' ? (
					<OfflinePaper
						organisation={list.organisation}
						done={say('save')}
						onDone={async (recipient) => {
							await call(Done, '/recovery-key', { recipient });
							setAsking(null);
							await refresh();
						}}
					/>
				) : (
					<>
						<p class="hint">{say('team.offline.none')}</p>
						<button type="button" onClick={() => setAsking('offline')}>
							{say('team.offline.make')}
						</button>
					</>
				)}
			</section>
		</section>
	);
}

interface RowProps {
	one: One;
	doing: Doing;
	onLink: () => void;
	onRoles: (roles: Role[]) => void;
	onRemove: () => void;
}

function Row({ one, doing, onLink, onRoles, onRemove }: RowProps) {
	const [asking, setAsking] = useState<'link' | 'roles' | 'remove' | null>(null);
	const [roles, setRoles] = useState(one.roles);
	const { name } = one;
	const end = () => setAsking(null);
	return (
		<>
			<div>
				<strong>{name}</strong>
				<p class="soft small">
					{listed(one.roles.map((role) => say(`role.${role}`)))} · {one.organisation}
					<br />
					{stateOf(one)}
					{one.seen !== null && ` · ${say('team.seen', { day: day(one.seen) })}`}
				</p>
			</div>
			<details>
				<summary aria-label={say('team.more', { name })}>…</summary>
				<div class="row">
					<button type="button" class="secondary" onClick={() => (one.enrolled ? setAsking('link') : onLink())}>
						{say('team.link.new')}
					</button>
					{one.enrolled && (
						<button type="button" class="secondary" onClick={() => setAsking('roles')}>
							{say('team.roles.change')}
						</button>
					)}
					<button type="button" class="secondary" onClick={() => setAsking('remove')}>
						{say('team.remove')}
					</button>
				</div>
				{asking === 'link' && (
					<Sure
						text={say('team.link.new.sure', { name })}
						go={say('team.link.new')}
						doing={doing}
						onGo={onLink}
						onEnd={end}
					/>
				)}
				{asking === 'roles' && (
					<>
						<RoleTicks roles={roles} onRoles={setRoles} />
						<Sure
							text={say('team.roles.sure', { name })}
							go={say('save')}
							doing={doing}
							onGo={() => roles.length > 0 && onRoles(roles)}
							onEnd={end}
						/>
					</>
				)}
				{asking === 'remove' && (
					<Sure
						text={say('team.remove.sure', { name })}
						go={say('team.remove')}
						danger
						doing={doing}
						onGo={onRemove}
						onEnd={end}
					/>
				)}
			</details>
		</>
	);
}

interface SureProps {
	text: string;
	go: string;
	danger?: boolean;
	doing: Doing;
	onGo: () => void;
	onEnd: () => void;
}

function Sure({ text, go, danger = false, doing, onGo, onEnd }: SureProps) {
	return (
		<>
			<p role="status">{text}</p>
			<div class="row">
				<button
					type="button"
					{...(danger && { class: 'danger' })}
					disabled={doing.busy}
					onClick={() => {
						onEnd();
						onGo();
					}}
				>
					{go}
				</button>
				<button type="button" class="secondary" onClick={onEnd}>
					{say('cancel')}
				</button>
			</div>
		</>
	);
}

function stateOf({ enrolled, link }: One): string {
	if (enrolled) return say('team.state.enrolled');
	return link === null ? say('team.state.expired') : say('team.state.invited', { day: day(link) });
}
