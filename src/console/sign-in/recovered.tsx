/** After coming with the printed code: a way in from this device, and a new code on paper in place of the one just typed. */
import { useState } from 'preact/hooks';
import type { SignedIn } from '../../desk/sign-in/api.ts';
import { SignedIn as Answer } from '../../desk/sign-in/api.ts';
import { call, Done, enter } from '../session.ts';
import { useDoing } from './doing.ts';
import { passkeyFailure } from './failure.ts';
import { addPasskey } from './new-passkey.ts';
import { Before, Wrong } from './parts.tsx';
import { PassphraseForm } from './passphrase-form.tsx';
import { RecoveryPaper } from './recovery-paper.tsx';
import { say } from './say.ts';

type Step = 'way' | 'passphrase' | 'only-key' | 'paper';

export function Recovered({ signedIn, identity }: { signedIn: SignedIn; identity: string }) {
	const { staff, name } = signedIn;
	const [step, setStep] = useState<Step>('way');
	const doing = useDoing();
	const title =
		step === 'paper'
			? say('paper.title')
			: step === 'way'
				? say('recovered.title', { name })
				: say('enrol.phrase.title');
	return (
		<Before title={title}>
			{step === 'way' && (
				<>
					<p>{say('recovered.intro')}</p>
					<button
						type="button"
						class="wide"
						disabled={doing.busy}
						onClick={() =>
							void doing.run(async () => {
								setStep((await addPasskey(staff, identity)) ? 'paper' : 'only-key');
							}, passkeyFailure)
						}
					>
						{say('recovered.passkey')}
					</button>
					<Wrong text={doing.wrong} />
					<button type="button" class="secondary wide" onClick={() => setStep('passphrase')}>
						{say('recovered.phrase')}
					</button>
					<p class="soft small">{say('recovered.lost')}</p>
				</>
			)}
			{(step === 'passphrase' || step === 'only-key') && (
				<>
					{step === 'only-key' && <p>{say('enrol.phrase.key')}</p>}
					<PassphraseForm
						staff={staff}
						name={signedIn.keys.passphrase?.name ?? name}
						identity={identity}
						codes={step === 'passphrase'}
						done={say('next')}
						onDone={async (make) => {
							await call(Done, '/me/passphrase', make());
							setStep('paper');
						}}
					/>
					{step === 'passphrase' && (
						<button type="button" class="quiet" onClick={() => setStep('way')}>
							{say('back')}
						</button>
					)}
				</>
			)}
			{step === 'paper' && (
				<RecoveryPaper
					staff={staff}
					name={name}
					identity={identity}
					done={say('enrol.done')}
					onDone={async (recovery) => {
						await call(Done, '/me/recovery', recovery);
						await enter(await call(Answer, '/me/keys'), identity);
					}}
				/>
			)}
		</Before>
	);
}
