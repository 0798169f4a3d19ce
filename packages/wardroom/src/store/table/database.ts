/** All tables of the store, one file each beside this one. */
// biome-ignore lint/suspicious/noEmptyInterface: filled table by table
export interface Database {}
