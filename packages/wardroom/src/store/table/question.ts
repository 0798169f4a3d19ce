import type { Question } from "../../model/message.ts";

/** What is waited for: one question a person, room and thread (`""` for none). */
export interface QuestionTable {
  room: string;
  thread: string;
  person: string;
  id: string;
  question: Question;
  expires_at: Date;
}
