import { say } from '../shell/speak.ts';

const parts = ['waiting', 'reply', 'note', 'states', 'sleep', 'sealed', 'never', 'danger'] as const;

export function Help() {
	return (
		<>
			<h1>{say('more.help')}</h1>
			{parts.map((part) => (
				<details key={part}>
					<summary>{say(`help.${part}`)}</summary>
					<p>{say(`help.${part}.text`)}</p>
				</details>
			))}
		</>
	);
}
