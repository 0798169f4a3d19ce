const words = (list: string): ReadonlySet<string> => new Set(list.trim().split(/\s+/));

/** Suffixes that stand for the network and hardly ever for anything else. */
export const PLAIN_SUFFIXES = words(
  `com net org edu gov mil int biz xyz top online club onion arpa example invalid
   co ru cn jp de fr uk eu nl br au ca ch at be se fi dk es pt gr cz hu ro ua by kz tr ir il ae sa eg za ng ke mx ar cl pe ve
   kr tw hk sg th vn ph my nz ie us it pk bd lk np ee lv lt bg hr si sk cy mt lu li mc su tk cf ga gq`,
);

/** Suffixes that are file name extensions first: a bare name counts only where the text speaks of a domain. */
export const FILE_SUFFIXES = words("zip sh py md rs pm mov cab ps so pub mk dds map dot target cat foo bar prof pages");

/** Suffixes that are extensions or words as well as well-used countries: a name counts unless something says file. */
export const MAYBE_FILE_SUFFIXES = words("pl cc in am as ml mm ms la tf st ai app cr sc sv ad ws do tm vi hs");

/** Hosts under a file suffix that everybody knows. */
export const KNOWN_NAMES = words(
  "docs.rs rustup.rs sh.rustup.rs static.rust-lang.rs transfer.sh brew.sh bun.sh astral.sh temp.sh cheat.sh ohmyz.sh wttr.in dns.google",
);

/** Names of frameworks and the like that are written as domains are. */
export const NOT_NAMES = words("asp.net vb.net ado.net ml.net system.net node.net paint.net json.net chart.js");

/** What identifiers in code, tables and settings are called: `user.name`, `event.id`, `log.info`. */
export const IDENTIFIERS = words(`
  a abstract account action actor address admin agent alert android api app application arg args array asset assert async attr attrs
  auth author aws axios az azure
  base batch bean bin block body bool boto box buf buffer builder button by byte bytes
  cache call callback card cell cfg channel char check child class cli client cls cluster cmd code col collection color column com
  command config configuration connection console const const constructor container content context control controller cookie
  core count crypto css ctx current cursor customer
  data database dataset date datetime db debug decorator def default delete dest destination details device df dialog dict dir
  display dns doc docker document dom dst
  edit el elem element email end engine entity entry enum env err error event events ex example exc exception express
  factory field file filename files filter flag flask float fn folder form format frame fs func function
  game get global globals go gpu graph group groups
  handle handler hello hash head header headers helper host hosts html http https
  id image img import in index info init inner input instance int interface internal io item items iter
  java javax jquery js json job jobs
  kernel key keys kind kotlin kwargs
  label lambda last layer layout lib line link list listener local locals location log logger logging login logs loop
  main map math matrix mail me member menu message messages meta method metrics microsoft mock mod mode model module modules
  moment mongo month mouse msg my myapp
  name names namespace navigator net network new next node note notification null num number numpy
  obj object observer offset op opt option options order orders org os other out output owner
  package page pages panel param params parent parser part parts password path payload pd person phone pid pipe pkg player plugin plt
  point policy pool pop port position post prefix process prod product profile program project promise prop props proto provider
  proxy pub public py python
  queue query
  random range raw re read reader record redis ref reflect registry repo report req request requests res resource response rest
  result results ret return role root route router row rows rule rules run runner runtime
  s scala scheduler schema scope score script sdk search section self server service services session set settings shape shell
  signal site size socket source span spec sql src stack start state static status std stderr stdin stdout step store str stream
  string struct style subject sum sun super svc switch sym sync sys system
  tab table tag tags target task tasks team temp template tensor test tests text theme this thread threat time timer title tmp
  token tool top torch trace transaction tree tx type types
  ui uint unit update uri url user username users util utils uuid
  val value values var variable vars vec vector version video view vm vue
  w web widget win window windows word worker workspace wrapper write writer
  x xhr xml xs y yaml year yield you z zone`);

/** Words that begin or end a sentence where a blank was forgotten: "it went down.it is up". */
export const SENTENCE_WORDS = words(
  "this that these those it he she we they you there here what which who when where why how is was are were be been do does did done not no yes so up down out in on at by for the a an and or but then now all any some one two ok okay well fine read about go see let",
);

/** Suffixes that are such words. */
export const SENTENCE_SUFFIXES = words("is it in at be me my no so to us as am do by");

/** File names that carry an extension which is a suffix. */
export const FILE_STEMS = words(`
  login logout action search view list
  readme changelog license contributing security authors makefile configure config aclocal cmakelists manifest setup main mod
  index test tests conftest app run build install uninstall script scripts start stop deploy entrypoint bootstrap init util utils
  helper helpers server client worker model models views urls settings manage wsgi asgi lib libs backup archive bundle dist
  package source src image photo video data dump export release report invoice document payload sample malware shell exploit
  module kernel driver core patch update hello example id_rsa id_ed25519 authorized_keys`);

/** Where a name comes from when it is spelled backwards, as packages are: `com.example.tool`. */
export const BACKWARD_HEADS = words("com org net edu gov io java javax jakarta android androidx kotlin scala sun");
