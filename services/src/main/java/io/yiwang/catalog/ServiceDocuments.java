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
 * Services as the engine's documents. The same service is offered in thousands of places: what it
 * is called and what it is about is one document, its kind, and each place has a small document of
 * its own that names the kind. Texts are searched among kinds, and places among what they offer.
 */
final class ServiceDocuments {
  static final String KIND = "kind";

  /** The name of its kind, for a service and for the kind itself. */
  static final String OF_KIND = "of";

  static final String OFFERED = "offered";
  static final String LEVEL = "level";
  static final String CODE = "code";
  static final String BASIC = "basic";
  static final String CODES = "codes";
  static final String REGION = "region";
  static final String DEPARTMENT = "department";

  /** The service in the language of the first snapshot, and in the other one. */
  static final String JSON = "json";

  static final String JSON_ELSEWISE = "json2";

  static final List<String> FACETS =
      List.of("type", "audience", "theme", "collection", "online", "payable");

  /** Of a kind, so that kinds come before all services. */
  static final int KIND_LEVEL = 100;

  private static final String PLACE = "place";

  /** On disk the nearest level first, and by place: the order of results, read in one go. */
  static final Sort ON_DISK =
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

  /** The kinds that are there, by eight bytes of their digest. */
  private final Set<Long> kinds = new HashSet<>();

  /**
   * Writes services.
   *
   * @param before what is in the index already, if anything
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

  /** Returns how a writer of these documents is set up. */
  static IndexWriterConfig config() {
    return new IndexWriterConfig()
        .setIndexSort(ON_DISK)
        .setRAMBufferSizeMB(BUFFER_MB)
        .setCommitOnClose(false);
  }

  /** Terms that are there already. */
  private static final class Given extends TokenStream {
    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private final List<String> terms;
    private int next;

    Given(List<String> terms) {
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

  /** A service in one language, and the JSON that it was read from. */
  record Text(ServiceSummary service, BytesRef json) {}

  static Term key(String code) {
    return new Term(CODE, code);
  }

  /** Writes a service, and its kind if that is not there yet. */
  void add(Text text, @Nullable Text elsewise, boolean mayBeThere) throws IOException {
    ServiceSummary service = text.service();
    BytesRef kind = kind(service, elsewise == null ? null : elsewise.service());
    Document document = new Document();
    // Not a stored field: those are unpacked a block at a time, whatever one asks for.
    document.add(new BinaryDocValuesField(JSON, text.json()));
    if (elsewise != null) {
      document.add(new BinaryDocValuesField(JSON_ELSEWISE, elsewise.json()));
    }
    String code = service.code().value();
    document.add(new StringField(CODE, code, Field.Store.NO));
    code(document, code);
    String basic = service.basicCode();
    if (basic != null && term(document, BASIC, basic.toLowerCase(Locale.ROOT))) {
      code(document, basic);
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
      term(document, DEPARTMENT, department.code());
    }
    document.add(new SortedDocValuesField(OF_KIND, kind));
    document.add(new StringField(OFFERED, kind, Field.Store.NO));
    if (mayBeThere) {
      writer.updateDocument(key(code), document);
    } else {
      writer.addDocument(document);
    }
  }

  /**
   * Returns how a place is written in the index: 6 digits, or 12 for what is smaller than a county.
   */
  static String place(RegionCode region) {
    String code = region.code();
    boolean small = code.length() > 6 && !code.substring(6).chars().allMatch(each -> each == '0');
    String digits = small ? code : code.substring(0, Math.min(6, code.length()));
    return digits + "0".repeat((small ? 12 : 6) - digits.length());
  }

  /** Returns 0 for the nation, 1 for a province, and so on down: the nearer, the higher. */
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

  private static void code(Document document, String code) {
    if (code.length() <= TextAnalyzer.LONGEST_TERM) {
      document.add(new SortedSetDocValuesField(CODES, new BytesRef(code.toLowerCase(Locale.ROOT))));
    }
  }

  /** Returns the name of the kind of a service, written if it is new. */
  private BytesRef kind(ServiceSummary service, @Nullable ServiceSummary elsewise)
      throws IOException {
    digest(service);
    if (elsewise != null) {
      digest(elsewise);
    }
    byte[] all = sha256.digest();
    BytesRef name = new BytesRef(Arrays.copyOf(all, 16));
    if (kinds.add(first(all)) && (before == null || before.docFreq(new Term(KIND, name)) == 0)) {
      writer.updateDocument(new Term(KIND, name), document(name, service, elsewise));
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

  /** Returns the language of a service's texts: the gateway's default where it says none. */
  static Language languageOf(ServiceSummary service) {
    String tag = service.language();
    try {
      return tag == null ? Language.ZH_CN : new Language(tag);
    } catch (IllegalArgumentException e) {
      // A tag that the gateway got wrong must not cost the whole catalog.
      return Language.ZH_CN;
    }
  }

  /** Returns the name, or nothing: a service without one is found by its keywords and its code. */
  static String nameOf(ServiceSummary service) {
    String name = service.name();
    return name == null ? "" : name;
  }

  private static Document document(
      BytesRef name, ServiceSummary service, @Nullable ServiceSummary elsewise) {
    Document document = new Document();
    document.add(new StringField(KIND, name, Field.Store.NO));
    document.add(new SortedDocValuesField(OF_KIND, name));
    document.add(new NumericDocValuesField(LEVEL, KIND_LEVEL));
    for (String facet : FACETS) {
      for (String value : facets(service, facet)) {
        if (term(document, facet, value)) {
          document.add(new SortedSetDocValuesField(facet, new BytesRef(value)));
        }
      }
    }
    List<String> english = new ArrayList<>();
    List<String> englishKeywords = new ArrayList<>();
    Set<String> keywords = new LinkedHashSet<>();
    texts(document, service, keywords, english, englishKeywords);
    if (elsewise != null) {
      texts(document, elsewise, keywords, english, englishKeywords);
    }
    document.add(new Field("keyword", new Given(List.copyOf(keywords)), TEXT));
    document.add(new Field("english", new Given(english), TEXT));
    document.add(new Field("englishKeyword", new Given(englishKeywords), TEXT));
    return document;
  }

  private static void texts(
      Document document,
      ServiceSummary service,
      Set<String> keywords,
      List<String> english,
      List<String> englishKeywords) {
    String name = nameOf(service);
    List<String> words = TextAnalyzer.words(name);
    english.addAll(words);
    // The lengths of names are compared: those in English are a field of their own.
    if (words.isEmpty() || TextAnalyzer.terms(name).size() > words.size()) {
      document.add(new Field("name", new Given(TextAnalyzer.terms(name)), TEXT));
    }
    sounds(document, name);
    // What is beyond is shown with the service, and not searched.
    for (String keyword : service.keywords().stream().limit(MOST_KEYWORDS).toList()) {
      keywords.addAll(TextAnalyzer.terms(keyword));
      englishKeywords.addAll(TextAnalyzer.words(keyword));
      term(document, "word", TextAnalyzer.normal(keyword));
      sounds(document, keyword);
    }
  }

  private static void sounds(Document document, String text) {
    for (String sound : TextAnalyzer.sounds(text)) {
      document.add(new StringField("sound", sound, Field.Store.NO));
      document.add(new StringField("loose", Pinyin.fold(sound), Field.Store.NO));
    }
    for (String initials : TextAnalyzer.initials(text)) {
      document.add(new StringField("initials", initials, Field.Store.NO));
    }
    for (String pair : TextAnalyzer.syllables(text)) {
      document.add(new StringField("syllables", pair, Field.Store.NO));
    }
  }

  /** Leaves out what is too long for anybody to ask for; the engine takes no term over 32 KiB. */
  private static boolean term(Document document, String field, String value) {
    boolean fits = value.length() <= TextAnalyzer.LONGEST_TERM;
    if (fits) {
      document.add(new StringField(field, value, Field.Store.NO));
    }
    return fits;
  }
}
