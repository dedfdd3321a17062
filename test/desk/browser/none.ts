/** In the place of the screens that sign-in brings, which have tests of their own. */
export const Devices = () => null;
export const TeamScreen = () => null;
export const Beside = () => null;
