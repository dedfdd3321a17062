/** The screens of sign-in, keys and team without the rest of the console, and what a test wants to ask of them. */
/// <reference types="vite/client" />
import '../../../../src/console/no-eval.ts';
import { render } from 'preact';
import { useEffect } from 'preact/hooks';
import { learn } from '../../../../src/console/keys/pins.ts';
import { call, identity, lock, open, seal, session } from '../../../../src/console/session.ts';
import { language } from '../../../../src/console/shell/speak.ts';
import { Beside } from '../../../../src/console/sign-in/beside.tsx';
import { Devices } from '../../../../src/console/sign-in/devices.tsx';
import { Gate } from '../../../../src/console/sign-in/gate.tsx';
import { ManageTeam } from '../../../../src/console/team/manage-team.tsx';

import.meta.glob('../../../../src/console/style/console.css', { eager: true });

function Screens() {
	useEffect(() => {
		document.documentElement.lang = language.value;
	}, [language.value]);
	if (session.value.is !== 'in') return <Gate />;
	return (
		<main class="page">
			<Beside />
			<Devices />
			<ManageTeam />
		</main>
	);
}

const root = document.getElementById('app');
if (!root) throw new Error('#app is missing');
render(<Screens />, root);

Object.assign(globalThis, { desk: { identity: () => identity.value, call, learn, lock, open, seal } });
