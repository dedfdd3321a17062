/** What these screens are made of. */
import type { ComponentChildren } from 'preact';
import { useId, useState } from 'preact/hooks';
import { choose, language } from '../shell/speak.ts';
import { say } from './say.ts';

/** The page before the console: a card in the middle, the language above it. */
export function Before({ title, children }: { title: string; children: ComponentChildren }) {
	return (
		<main class="gate">
			<fieldset class="gate-language">
				<legend class="unseen">{say('language')}</legend>
				{(['nl', 'en'] as const).map((code) => (
					<button
						key={code}
						type="button"
						class="quiet"
						aria-pressed={language.value === code}
						onClick={() => choose(code)}
					>
						{code === 'nl' ? 'Nederlands' : 'English'}
					</button>
				))}
			</fieldset>
			<section class="panel gate-card" aria-labelledby="gate-title">
				<h1 id="gate-title">{title}</h1>
				{children}
			</section>
		</main>
	);
}

export interface FieldProps {
	label: string;
	hint?: string;
	value: string;
	onValue: (value: string) => void;
	/** Can be shown and hidden. */
	secret?: boolean;
	autocomplete: 'off' | 'username' | 'current-password' | 'new-password' | 'one-time-code' | 'given-name';
	required?: boolean;
	readOnly?: boolean;
	minLength?: number;
	maxLength?: number;
	pattern?: string;
	inputMode?: 'numeric';
	class?: string;
}

export function Field({ label, hint, value, onValue, secret = false, ...more }: FieldProps) {
	const id = useId();
	const [shown, setShown] = useState(!secret);
	return (
		<div class="field">
			<label for={id}>{label}</label>
			<div class="field-row">
				<input
					{...more}
					id={id}
					// Preact's types want to know which of the two before it runs.
					type={(shown ? 'text' : 'password') as 'text'}
					value={value}
					aria-describedby={hint === undefined ? undefined : `${id}-hint`}
					autocapitalize="none"
					spellcheck={false}
					onInput={(event) => onValue(event.currentTarget.value)}
				/>
				{secret && (
					<button type="button" class="secondary" aria-pressed={shown} onClick={() => setShown(!shown)}>
						{say(shown ? 'hide' : 'show')}
					</button>
				)}
			</div>
			{hint !== undefined && (
				<small id={`${id}-hint`} class="soft">
					{hint}
				</small>
			)}
		</div>
	);
}

/** Said aloud when it comes. */
export function Wrong({ text }: { text: string }) {
	return <div role="alert">{text !== '' && <p class="notice bad">{text}</p>}</div>;
}

export function Working({ text }: { text: string }) {
	return (
		<p role="status" class="soft" aria-busy="true">
			{text}
		</p>
	);
}
