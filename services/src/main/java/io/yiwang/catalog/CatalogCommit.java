package io.yiwang.catalog;

import io.yiwang.value.Language;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.lucene.index.CorruptIndexException;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.SegmentInfos;
import org.apache.lucene.store.Directory;
import org.jspecify.annotations.Nullable;

/**
 * Holds the data that a commit of an index has beside the services.
 *
 * @param cursor where the changes begin that the index does not have yet
 * @param account the gateway account that the services are from, if it is known
 * @param languages of the services, that of the first snapshot first
 */
record CatalogCommit(String cursor, @Nullable String account, List<Language> languages) {
  /** The cursor where the gateway gave none: a gateway of IGS/1.0 does not sign it. */
  static final String NO_CURSOR = "";

  private static final String CURSOR = "cursor";
  private static final String ACCOUNT = "account";
  private static final String LANGUAGES = "languages";
  private static final String FORMAT = "format";

  /** The version of the index's layout; increase it with every change of the layout. */
  private static final String THIS_FORMAT = "4";

  /** Reads the last commit of an index. */
  static CatalogCommit lastOf(Directory index) throws IOException {
    return of(SegmentInfos.readLatestCommit(index).getUserData());
  }

  /** Reads the commit that a reader has open. */
  static CatalogCommit openIn(DirectoryReader reader) throws IOException {
    return of(reader.getIndexCommit().getUserData());
  }

  /** Reads the commit that a writer started from. */
  static CatalogCommit startOf(IndexWriter writer) throws IOException {
    Map<String, String> data = new HashMap<>();
    Iterable<Map.Entry<String, String>> live = writer.getLiveCommitData();
    if (live != null) {
      live.forEach(each -> data.put(each.getKey(), each.getValue()));
    }
    return of(data);
  }

  private static CatalogCommit of(Map<String, String> data) throws IOException {
    String cursor = data.get(CURSOR);
    if (cursor == null) {
      throw new CorruptIndexException("no cursor", "commit");
    }
    List<Language> languages =
        Arrays.stream(data.getOrDefault(LANGUAGES, "").split(" ", -1))
            .filter(tag -> !tag.isEmpty())
            .map(Language::new)
            .toList();
    return new CatalogCommit(cursor, data.get(ACCOUNT), languages);
  }

  /** Returns whether an index has the layout of this version. */
  static boolean isOfThisFormat(DirectoryReader reader) throws IOException {
    return THIS_FORMAT.equals(reader.getIndexCommit().getUserData().get(FORMAT));
  }

  /**
   * Returns whether changes can be added: there is a cursor, and a language, which an empty
   * snapshot does not have.
   */
  boolean canBeUpdated() {
    return !NO_CURSOR.equals(cursor) && !languages.isEmpty();
  }

  CatalogCommit next(String cursor, @Nullable String account) {
    return new CatalogCommit(cursor, account, languages);
  }

  /** Returns all languages but that of the first snapshot. */
  List<Language> otherLanguages() {
    return languages.isEmpty() ? languages : languages.subList(1, languages.size());
  }

  /** Commits what was written so far, together with this data. */
  void write(IndexWriter writer) throws IOException {
    String tags = languages.stream().map(Language::tag).collect(Collectors.joining(" "));
    Map<String, String> data =
        new HashMap<>(Map.of(CURSOR, cursor, FORMAT, THIS_FORMAT, LANGUAGES, tags));
    if (account != null) {
      data.put(ACCOUNT, account);
    }
    writer.setLiveCommitData(data.entrySet());
    writer.commit();
  }
}
