import { z } from 'zod';

/**
 * Who checked a text, as people read under it: "lawyer", "nurse of the GGD". A role, not a name, and no digit: every number
 * that people see comes from the directory.
 */
export const ShownRole = z
	.string()
	.trim()
	.min(2)
	.max(60)
	.regex(/^\p{L}[\p{L}\p{M} .,'’()&/-]*$/u, 'a role in words, such as "lawyer": no digits');
