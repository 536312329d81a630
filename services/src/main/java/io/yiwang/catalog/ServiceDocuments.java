package io.yiwang.catalog;

import io.yiwang.value.Language;
import io.yiwang.value.RegionCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.FieldType;
import org.apache.lucene.document.NumericDocValuesField;
import org.apache.lucene.document.SortedDocValuesField;
import org.apache.lucene.document.SortedSetDocValuesField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexOptions;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

/**
 * Writes services as documents of the index. Thousands of places offer a service of the same name:
 * its texts and what it is about are in one document, its kind, and the service of each place is a
 * small document that names its kind. Texts are searched among kinds, places among services.
 */
final class ServiceDocuments {
  /** The name of a kind, in its own document. */
  private static final String KIND = "kind";

  /** The name of the kind as a value, in the document of the kind and in those of its services. */
  static final String OF_KIND = "of";

  /** The name of the kind as a term, in the documents of its services. */
  static final String OFFERED = "offered";

  static final String LEVEL = "level";
  static final String CODE = "code";
  static final String BASIC = "basic";
  static final String CODES = "codes";
  static final String REGION = "region";
  static final String DEPARTMENT = "department";
  static final String NAME = "name";
  static final String KEYWORD = "keyword";
  static final String ENGLISH = "english";
  static final String ENGLISH_KEYWORD = "englishKeyword";

  /** A keyword as one term. */
  static final String WHOLE_KEYWORD = "word";

  static final String SOUND = "sound";
  static final String FOLDED_SOUND = "loose";
  static final String INITIALS = "initials";
  static final String SYLLABLES = "syllables";

  /** The service in the language of the first snapshot. */
  static final String JSON = "json";

  /** The service in the second language. */
  static final String SECOND_JSON = "json2";

  static final List<String> FACETS =
      List.of("type", "audience", "theme", "collection", "online", "payable");

  /** The level of kinds, higher than any region's, so that the index has them before services. */
  static final int KIND_LEVEL = 100;

  private static final String PLACE = "place";

  /** The order on disk is that of results, so that they are read in one go. */
  private static final Sort ON_DISK =
      new Sort(
          new SortField(LEVEL, SortField.Type.LONG, true),
          new SortField(PLACE, SortField.Type.LONG));

  private static final double BUFFER_MB = 16;
  private static final int MOST_KEYWORDS = 200;
  private static final FieldType TEXT = new FieldType();

  static {
    TEXT.setTokenized(true);
    TEXT.setIndexOptions(IndexOptions.DOCS_AND_FREQS);
    TEXT.freeze();
  }

  private final IndexWriter writer;
  private final @Nullable IndexReader before;
  private final MessageDigest sha256;

  /** The kinds that were written, by eight bytes of their digests. */
  private final Set<Long> written = new HashSet<>();

  /**
   * Writes services into an index.
   *
   * @param before what the index contains already; null if it is empty
   */
  ServiceDocuments(IndexWriter writer, @Nullable IndexReader before) {
    this.writer = writer;
    this.before = before;
    try {
      this.sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** Returns the configuration of a writer of these documents. */
  static IndexWriterConfig config() {
    return new IndexWriterConfig()
        .setIndexSort(ON_DISK)
        .setRAMBufferSizeMB(BUFFER_MB)
        .setCommitOnClose(false);
  }

  /** Gives the engine terms that have been analyzed already. */
  private static final class AnalyzedTerms extends TokenStream {
    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private final List<String> terms;
    private int next;

    AnalyzedTerms(List<String> terms) {
      this.terms = terms;
    }

    @Override
    public boolean incrementToken() {
      clearAttributes();
      if (next == terms.size()) {
        return false;
      }
      term.append(terms.get(next++));
      return true;
    }
  }

  /** Holds a service in one language, and the JSON that it was read from. */
  record Text(ServiceSummary service, BytesRef json) {}

  /** Returns the term that identifies a service. */
  static Term key(String code) {
    return new Term(CODE, code);
  }

  /**
   * Writes a service, and its kind if the index does not have it yet.
   *
   * @param second the service in the second language
   * @param mayExist whether the index may have a service of this code, which is replaced
   */
  void add(Text text, @Nullable Text second, boolean mayExist) throws IOException {
    ServiceSummary service = text.service();
    BytesRef kind = kind(service, second == null ? null : second.service());
    Document document = new Document();
    // Not a stored field: the engine unpacks a whole block of those to read one.
    document.add(new BinaryDocValuesField(JSON, text.json()));
    if (second != null) {
      document.add(new BinaryDocValuesField(SECOND_JSON, second.json()));
    }
    String code = service.code().value();
    document.add(new StringField(CODE, code, Field.Store.NO));
    addCode(document, code);
    String basic = service.basicCode();
    if (basic != null && addTerm(document, BASIC, basic.toLowerCase(Locale.ROOT))) {
      addCode(document, basic);
    }
    RegionCode region = service.region();
    if (region != null) {
      String place = place(region);
      // A service of a former district is found under what the district has become.
      Stream.concat(Stream.of(region), region.current().stream())
          .map(ServiceDocuments::place)
          .distinct()
          .forEach(each -> document.add(new StringField(REGION, each, Field.Store.NO)));
      document.add(new NumericDocValuesField(LEVEL, level(region)));
      document.add(
          new NumericDocValuesField(
              PLACE, Long.parseLong(place + "0".repeat(12 - place.length()))));
    }
    Department department = service.department();
    if (department != null && department.code() != null) {
      addTerm(document, DEPARTMENT, department.code());
    }
    document.add(new SortedDocValuesField(OF_KIND, kind));
    document.add(new StringField(OFFERED, kind, Field.Store.NO));
    if (mayExist) {
      writer.updateDocument(key(code), document);
    } else {
      writer.addDocument(document);
    }
  }

  /**
   * Returns a region as the index has it: 6 digits, or 12 for one that is smaller than a county.
   */
  static String place(RegionCode region) {
    String code = region.code();
    boolean isSmall = code.length() > 6 && !code.substring(6).chars().allMatch(each -> each == '0');
    String digits = isSmall ? code : code.substring(0, Math.min(6, code.length()));
    return digits + "0".repeat((isSmall ? 12 : 6) - digits.length());
  }

  /** Returns 0 for the nation, 1 for a province, and so on: the nearer, the higher. */
  private static int level(RegionCode region) {
    return switch (region.level()) {
      case COUNTRY -> 0;
      case PROVINCE -> 1;
      case PREFECTURE -> 2;
      case COUNTY -> 3;
      case TOWNSHIP -> 4;
      case VILLAGE -> 5;
    };
  }

  private static void addCode(Document document, String code) {
    if (code.length() <= TextAnalyzer.LONGEST_TERM) {
      document.add(new SortedSetDocValuesField(CODES, new BytesRef(code.toLowerCase(Locale.ROOT))));
    }
  }

  /** Returns the name of a service's kind, which is written if it is new. */
  private BytesRef kind(ServiceSummary service, @Nullable ServiceSummary second)
      throws IOException {
    digest(service);
    if (second != null) {
      digest(second);
    }
    byte[] all = sha256.digest();
    BytesRef name = new BytesRef(Arrays.copyOf(all, 16));
    if (written.add(first(all)) && (before == null || before.docFreq(new Term(KIND, name)) == 0)) {
      writer.updateDocument(new Term(KIND, name), document(name, service, second));
    }
    return name;
  }

  private static long first(byte[] digest) {
    long first = 0;
    for (int i = 0; i < 8; i++) {
      first = (first << 8) | (digest[i] & 0xff);
    }
    return first;
  }

  private void digest(ServiceSummary service) {
    digest(nameOf(service));
    digest(service.keywords());
    for (String facet : FACETS) {
      digest(facets(service, facet));
    }
  }

  private void digest(List<String> texts) {
    texts.forEach(this::digest);
    sha256.update((byte) 1);
  }

  private void digest(String text) {
    sha256.update(text.getBytes(StandardCharsets.UTF_8));
    sha256.update((byte) 0);
  }

  private static List<String> facets(ServiceSummary service, String facet) {
    return switch (facet) {
      case "type" -> one(service.type() == null ? null : service.type().code());
      case "audience" -> service.audiences().stream().map(Audience::code).toList();
      case "theme" -> service.themes();
      case "collection" -> service.collections();
      case "online" -> one(service.online() == null ? null : service.online().code());
      default -> one(service.payable() == null ? null : service.payable().toString());
    };
  }

  private static List<String> one(@Nullable String value) {
    return value == null ? List.of() : List.of(value);
  }

  /** Returns the language of a service's texts: the gateway's default where none is given. */
  static Language languageOf(ServiceSummary service) {
    String tag = service.language();
    try {
      return tag == null ? Language.ZH_CN : new Language(tag);
    } catch (IllegalArgumentException e) {
      // One wrong tag must not make the whole catalog unusable.
      return Language.ZH_CN;
    }
  }

  /** Returns the name, or an empty text: some services have keywords and a code only. */
  static String nameOf(ServiceSummary service) {
    String name = service.name();
    return name == null ? "" : name;
  }

  private static Document document(
      BytesRef name, ServiceSummary service, @Nullable ServiceSummary second) {
    Document document = new Document();
    document.add(new StringField(KIND, name, Field.Store.NO));
    document.add(new SortedDocValuesField(OF_KIND, name));
    document.add(new NumericDocValuesField(LEVEL, KIND_LEVEL));
    for (String facet : FACETS) {
      for (String value : facets(service, facet)) {
        if (addTerm(document, facet, value)) {
          document.add(new SortedSetDocValuesField(facet, new BytesRef(value)));
        }
      }
    }
    List<String> english = new ArrayList<>();
    List<String> englishKeywords = new ArrayList<>();
    Set<String> keywords = new LinkedHashSet<>();
    addTexts(document, service, keywords, english, englishKeywords);
    if (second != null) {
      addTexts(document, second, keywords, english, englishKeywords);
    }
    document.add(new Field(KEYWORD, new AnalyzedTerms(List.copyOf(keywords)), TEXT));
    document.add(new Field(ENGLISH, new AnalyzedTerms(english), TEXT));
    document.add(new Field(ENGLISH_KEYWORD, new AnalyzedTerms(englishKeywords), TEXT));
    return document;
  }

  private static void addTexts(
      Document document,
      ServiceSummary service,
      Set<String> keywords,
      List<String> english,
      List<String> englishKeywords) {
    String name = nameOf(service);
    List<String> words = TextAnalyzer.words(name);
    english.addAll(words);
    // Scores depend on the lengths of names, so names in English have their own field.
    if (words.isEmpty() || TextAnalyzer.terms(name).size() > words.size()) {
      document.add(new Field(NAME, new AnalyzedTerms(TextAnalyzer.terms(name)), TEXT));
    }
    addSounds(document, name);
    // Further keywords are returned with the service, but not searched.
    for (String keyword : service.keywords().stream().limit(MOST_KEYWORDS).toList()) {
      keywords.addAll(TextAnalyzer.terms(keyword));
      englishKeywords.addAll(TextAnalyzer.words(keyword));
      addTerm(document, WHOLE_KEYWORD, TextAnalyzer.normal(keyword));
      addSounds(document, keyword);
    }
  }

  private static void addSounds(Document document, String text) {
    for (String sound : TextAnalyzer.sounds(text)) {
      document.add(new StringField(SOUND, sound, Field.Store.NO));
      document.add(new StringField(FOLDED_SOUND, Pinyin.fold(sound), Field.Store.NO));
    }
    for (String initials : TextAnalyzer.initials(text)) {
      document.add(new StringField(INITIALS, initials, Field.Store.NO));
    }
    for (String pair : TextAnalyzer.syllables(text)) {
      document.add(new StringField(SYLLABLES, pair, Field.Store.NO));
    }
  }

  /** Adds a term, unless it is longer than anybody searches for; the engine refuses 32 KiB. */
  private static boolean addTerm(Document document, String field, String value) {
    boolean fits = value.length() <= TextAnalyzer.LONGEST_TERM;
    if (fits) {
      document.add(new StringField(field, value, Field.Store.NO));
    }
    return fits;
  }
}
