export const ROOT: string;
export const MODULES: string;
