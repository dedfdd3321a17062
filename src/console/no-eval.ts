/**
 * Zod makes its parsers with `new Function` where it may, and tries it once where it may not: our Content-Security-Policy
 * reports each try. Told so before the first schema is made, it does not: hence a module of its own, imported first.
 */
import { config } from 'zod';

config({ jitless: true });
