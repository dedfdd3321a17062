/** What Prometheus may read: counts and times. No label says anything about a person. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export interface Metrics {
	/** A turn was taken. */
	turn(channel: string): void;
	/** Something was not taken, and why: `busy`, `unavailable`, `too-large`, `cross-site`, … */
	refused(channel: string, why: string): void;
	/** @param seconds until the response was ready to go out */
	answered(route: string, method: string, status: number, seconds: number): void;
	/** How many live streams are open. */
	streams(count: number): void;
	text(): Promise<string>;
	contentType: string;
}

export function openMetrics(): Metrics {
	const registry = new Registry();
	const registers = [registry];
	// Event-loop lag, memory, file handles.
	collectDefaultMetrics({ register: registry });
	const turns = new Counter({
		name: 'bekend_turns_total',
		help: 'Messages of people that were taken, one turn each.',
		labelNames: ['channel'],
		registers,
	});
	const refusals = new Counter({
		name: 'bekend_refused_total',
		help: 'Messages that were not taken, by why.',
		labelNames: ['channel', 'why'],
		registers,
	});
	const streams = new Gauge({ name: 'bekend_live_streams', help: 'Open live streams of the web chat.', registers });
	const times = new Histogram({
		name: 'bekend_http_seconds',
		help: 'Time until a response was ready.',
		labelNames: ['route', 'method', 'status'],
		buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
		registers,
	});
	return {
		turn: (channel) => turns.inc({ channel }),
		refused: (channel, why) => refusals.inc({ channel, why }),
		answered: (route, method, status, seconds) =>
			times.observe({ route, method, status: `${Math.floor(status / 100)}xx` }, seconds),
		streams: (count) => streams.set(count),
		text: () => registry.metrics(),
		contentType: registry.contentType,
	};
}
