package io.yiwang.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.StoredFields;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.store.FSDirectory;

/**
 * Indexes services in Lucene with its default settings, by character pairs or words of their names
 * and by place. It does not search by sound or by everyday words, and returns bytes.
 */
final class PlainIndex {
  private PlainIndex() {}

  static void fill(FSDirectory directory, Path snapshot) throws IOException {
    ObjectMapper json = new ObjectMapper();
    try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig());
        BufferedReader lines = Files.newBufferedReader(snapshot)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode service = json.readTree(line);
        Document document = new Document();
        for (String term : terms(service.get("name").asText())) {
          document.add(new StringField("name", term, Field.Store.NO));
        }
        document.add(new StringField("region", service.get("region").asText(), Field.Store.NO));
        document.add(new StoredField("json", line.getBytes(UTF_8)));
        writer.addDocument(document);
      }
      writer.forceMerge(1);
    }
  }

  private static List<String> terms(String text) {
    List<String> terms = new ArrayList<>();
    for (String word : text.toLowerCase(Locale.ROOT).split(" ", -1)) {
      if (word.length() < 3 || word.charAt(0) < 0x80) {
        terms.add(word);
      } else {
        for (int i = 0; i + 2 <= word.length(); i++) {
          terms.add(word.substring(i, i + 2));
        }
      }
    }
    return terms;
  }

  /**
   * Returns how many of the best hits were found, after reading their bytes.
   *
   * @param county the county; empty for the whole country
   */
  static int find(IndexSearcher searcher, String text, String county, int hits) throws IOException {
    BooleanQuery.Builder pairs = new BooleanQuery.Builder();
    for (String term : terms(text)) {
      pairs.add(new TermQuery(new Term("name", term)), Occur.SHOULD);
    }
    BooleanQuery.Builder query = new BooleanQuery.Builder().add(pairs.build(), Occur.MUST);
    if (!county.isEmpty()) {
      query.add(in(county), Occur.FILTER);
    }
    StoredFields stored = searcher.storedFields();
    int found = 0;
    for (ScoreDoc each : searcher.search(query.build(), hits).scoreDocs) {
      found += stored.document(each.doc).getBinaryValue("json").length == 0 ? 0 : 1;
    }
    return found;
  }

  /** Returns a filter for the county and everything that contains it. */
  private static BooleanQuery in(String county) {
    BooleanQuery.Builder places = new BooleanQuery.Builder();
    for (String place :
        List.of(county, county.substring(0, 4) + "00", county.substring(0, 2) + "0000", "000000")) {
      places.add(new TermQuery(new Term("region", place)), Occur.SHOULD);
    }
    return places.build();
  }
}
