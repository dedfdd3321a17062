/** The week: from and until, up to four spans a day. */
import { useState } from 'preact/hooks';
import type { OwnCard } from '../../desk/api.ts';
import { Icon } from '../shell/icon.tsx';
import { language, say } from '../shell/speak.ts';

type Week = OwnCard['hours'];
type Day = keyof Week;
const days: Day[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const MOST = 4;
/** A Monday. */
const MONDAY = Date.UTC(2024, 0, 1);
const usual = '10:00-17:00';

export function Hours({ hours, onChange }: { hours: Week; onChange: (hours: Week) => void }) {
	return (
		<fieldset class="hours">
			<legend>{say('hours.title')}</legend>
			{days.map((day, index) => {
				const name = nameOfDay(index);
				const set = (spans: string[]) => onChange({ ...hours, [day]: spans });
				const spans = hours[day];
				return (
					<div class="hours-day" key={day}>
						<span class="day-name">{name}</span>
						<div class="spans">
							{spans.length === 0 && <span class="soft">{say('hours.off')}</span>}
							{spans.map((span, at) => (
								<Span
									key={at}
									span={span}
									name={name}
									onChange={(to) => set(spans.map((other, place) => (place === at ? to : other)))}
									onRemove={() => set(spans.filter((_, place) => place !== at))}
								/>
							))}
						</div>
						{spans.length < MOST && (
							<button
								type="button"
								class="bare"
								aria-label={say('hours.add', { day: name })}
								onClick={() => set([...spans, usual])}
							>
								<Icon name="add" />
							</button>
						)}
					</div>
				);
			})}
		</fieldset>
	);
}

interface SpanProps {
	span: string;
	name: string;
	onChange: (span: string) => void;
	onRemove: () => void;
}

function Span({ span, name, onChange, onRemove }: SpanProps) {
	const [written, setWritten] = useState(span);
	const [from = '', until = ''] = (sameTimes(written, span) ? written : span).split('-');
	const write = (start: string, end: string) => {
		setWritten(`${start}-${end}`);
		if (start !== '' && end !== '') onChange(`${start}-${end === '00:00' ? '24:00' : end}`);
	};
	return (
		<span class="span">
			<input
				type="time"
				value={from}
				required
				aria-label={say('hours.from', { day: name })}
				onInput={(event) => write(event.currentTarget.value, until)}
			/>
			<span aria-hidden="true">–</span>
			<input
				type="time"
				value={until === '24:00' ? '00:00' : until}
				required
				aria-label={say('hours.until', { day: name })}
				onInput={(event) => write(from, event.currentTarget.value)}
			/>
			<button type="button" class="bare" aria-label={say('hours.remove', { day: name })} onClick={onRemove}>
				<Icon name="remove" />
			</button>
		</span>
	);
}

/** A half-written time is kept while the field is being written. */
function sameTimes(written: string, span: string): boolean {
	return (
		written === span || written.startsWith('-') || written.endsWith('-') || written.replace('-00:00', '-24:00') === span
	);
}

function nameOfDay(index: number): string {
	const at = MONDAY + index * 86_400_000;
	return new Intl.DateTimeFormat(language.value, { weekday: 'long', timeZone: 'UTC' }).format(at);
}
