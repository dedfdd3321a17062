/** The port to the audio files of the bundle; each is named by its content. */

/** @param hash SHA-256, hex. Undefined: the file is not there; then the words are said. */
export type ReadSound = (hash: string) => Promise<Uint8Array<ArrayBuffer> | undefined>;

export const SOUND_TYPE = 'audio/ogg; codecs=opus';
