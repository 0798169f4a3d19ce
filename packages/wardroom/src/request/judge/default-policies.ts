/**
 * What holds where the settings say nothing else: who is in a room may look at things from there. A policy like anyone's,
 * added to those of the folder unless the settings say `defaults: false`.
 */
export const defaultPolicies = {
  file: "default",
  text: `@id("default.reads")
permit (principal, action in Action::"risk:read", resource)
when { principal in context.room };
`,
} as const;
