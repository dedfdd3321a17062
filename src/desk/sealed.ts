/**
 * What is sealed (age, to several recipients) and stands in a row of a thread. The row it belongs to is inside, so that a
 * ciphertext moved to another row does not open; `pad` brings it to a size class.
 */
export interface Plain {
	v: 1;
	/** Of the row it stands in. The thread's id derives from the pid (`threadOf`), so that Conversation can seal to it. */
	thread: string;
	id: string;
	by: 'person' | 'staff' | 'note';
	text: string;
	pad: string;
}

/** Size classes of the JSON in UTF-8 bytes, padding included; longer is rounded up to a multiple of the last. */
export const sizeClasses = [256, 512, 1024, 2048, 4096, 8192] as const;
