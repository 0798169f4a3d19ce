/**
 * Closes what was opened, the last first, each though another failed: what stays open keeps the process alive, or holds
 * what the next start wants. Then throws the first failure.
 */
export async function closeAll(opened: (() => unknown)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const close of opened.splice(0).reverse()) {
    try {
      await close();
    } catch (error) {
      failures.push(error);
    }
  }
  if (failures.length > 0) throw failures[0];
}
