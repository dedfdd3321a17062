/** The Desk with everything it is reached by. */
import { Hono } from 'hono';
import type { Config } from '../config.ts';
import type { Bundle } from '../flow/open.ts';
import { kindOf, type Log } from '../log.ts';
import type { Store } from '../store/open.ts';
import type { ConsoleFiles } from './console-files.ts';
import { consoleRoutes } from './console-routes.ts';
import { Desk } from './desk.ts';
import type { SessionVariables, SignedIn } from './guard.ts';
import type { Tell } from './letters.ts';
import type { Notify } from './notify.ts';
import { deskRoutes } from './routes.ts';
import type { StaffDirectory } from './staff-directory.ts';
import { Texts } from './texts/texts.ts';

export interface DeskOptions {
	store: Pick<Store, 'data' | 'ring'>;
	/** Who they are, how they sign in; its routes are mounted beside the Desk's. */
	staff: StaffDirectory & SignedIn & { routes: Hono<SessionVariables> };
	tell: Tell;
	bundle: Bundle;
	/** language → topics that people have recorded. */
	config: Pick<Config, 'production' | 'retentionSet' | 'publicUrl'>;
	/** How long a row is kept, in ms. */
	retention: number;
	files: ConsoleFiles;
	notify: Notify | undefined;
	log: Log;
	clock: () => number;
}

/**
 * Letters are taken, ladders run and old rows go also while it is off: then only nobody is offered, and there are no routes.
 * Throws `StoreFailed` or `StoreNewer`.
 */
export function openDesk(options: DeskOptions): { desk: Desk; texts: Texts; routes: Hono | undefined } {
	const { store, staff, tell, bundle, config, retention, files, notify, log, clock } = options;
	const { production, retentionSet, publicUrl } = config;
	const desk = new Desk({
		...{ store, staff, tell, retention, notify, clock },
		prepared: { production, retentionSet, directory: bundle.directory },
		report: (error) => log.error(kindOf(error), 'desk'),
	});
	const texts = new Texts({ data: store.data, bundle, staff, clock });
	if (desk.off.length > 0) return { desk, texts, routes: undefined };
	const routes = new Hono();
	routes.route('/desk/api', deskRoutes({ desk, texts, signedIn: staff, publicUrl, log, clock }));
	routes.route('/desk/api', staff.routes);
	routes.route('/', consoleRoutes(files));
	return { desk, texts, routes };
}
