/** As much of Hubot 14 as is measured; it comes without types. */
declare module "hubot" {
  export class User {
    constructor(id: string, options: { room: string });
  }
  export class TextMessage {
    constructor(user: User, text: string, id: string);
  }
  export class Robot {
    constructor(adapter: null, httpd: boolean, name: string);
    logger: { level: string };
    adapter: unknown;
    respond(pattern: RegExp, callback: () => Promise<void>): void;
    receive(message: TextMessage): Promise<void>;
  }
}
