import type { Migration } from '../../src/store/migrations.ts';

/** Three migrations; `at` is called in the middle of each. */
export function steps(at: (point: string) => void = () => {}): Migration[] {
	return [
		{
			name: 'things',
			up(sql) {
				sql.run('CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT');
				at('first');
				for (let i = 0; i < 500; i++) sql.run('INSERT INTO thing (name) VALUES (?)', `thing ${i} ${'x'.repeat(500)}`);
			},
		},
		{
			name: 'colours',
			up(sql) {
				sql.run('ALTER TABLE thing ADD COLUMN colour TEXT');
				sql.run("UPDATE thing SET colour = 'blue'");
				at('second');
				sql.run('CREATE INDEX thing_colour ON thing (colour)');
			},
		},
		{
			name: 'shapes',
			up(sql) {
				sql.run('CREATE TABLE shape (name TEXT PRIMARY KEY) STRICT');
				at('third');
			},
		},
	];
}
