/** Made by vite.console.config.ts. */
declare module 'virtual:icon-paths' {
	const paths: Record<import('./icons.ts').IconName, string[]>;
	export default paths;
}
declare module '*.css';
