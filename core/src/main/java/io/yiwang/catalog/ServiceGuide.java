package io.yiwang.catalog;

import io.yiwang.value.Money;
import io.yiwang.value.RegionCode;
import io.yiwang.value.ServiceCode;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a citizen needs to know of one service.
 *
 * @param legalBasis 设定依据
 * @param conditions 受理条件
 * @param timeLimit 办结时限
 * @param visits how often one must come in person
 * @param enquiries 咨询方式
 * @param complaints 监督投诉方式
 * @see "IGS/1 section 3; GB/T 39046-2020 table 4"
 */
public record ServiceGuide(
    ServiceCode code,
    @Nullable String basicCode,
    String name,
    RegionCode region,
    Department department,
    ServiceType type,
    List<Audience> audiences,
    List<String> themes,
    List<String> collections,
    List<String> keywords,
    OnlineDepth online,
    @Nullable String url,
    boolean payable,
    String language,
    OffsetDateTime updatedAt,
    List<String> legalBasis,
    List<String> conditions,
    List<Material> materials,
    List<Step> steps,
    @Nullable TimeLimit timeLimit,
    List<Fee> fees,
    List<Result> results,
    List<Place> places,
    @Nullable Integer visits,
    List<Question> faq,
    @Nullable String enquiries,
    @Nullable String complaints) {
  /**
   * What must be handed in (材料).
   *
   * @param form {@code PAPER}, {@code ELECTRONIC} or {@code BOTH}
   * @param source who issues it
   */
  public record Material(
      String name,
      @Nullable String form,
      @Nullable Integer originals,
      @Nullable Integer copies,
      boolean required,
      @Nullable String source) {}

  /**
   * A step of the procedure (办理流程).
   *
   * @param days in the unit of the time limit
   */
  public record Step(String name, @Nullable Integer days) {}

  /**
   * How long it takes.
   *
   * @param statutory 法定办结时限
   * @param promised 承诺办结时限
   * @param unit {@code WORKING_DAY} or {@code CALENDAR_DAY}
   */
  public record TimeLimit(@Nullable Integer statutory, @Nullable Integer promised, String unit) {}

  /**
   * What it costs (收费).
   *
   * @param basis 收费依据
   */
  public record Fee(String name, @Nullable Money amount, @Nullable String basis) {}

  /**
   * What one gets (办理结果).
   *
   * @param kind {@code LICENCE}, {@code APPROVAL}, {@code OTHER} or {@code NONE}
   */
  public record Result(String name, @Nullable String kind) {}

  /**
   * Where one can come (办理地点).
   *
   * @param longitude and {@code latitude}: degrees, CGCS2000
   */
  public record Place(
      String name,
      @Nullable String address,
      @Nullable String hours,
      @Nullable String phone,
      @Nullable Double longitude,
      @Nullable Double latitude) {}

  /** What others have asked (常见问题). */
  public record Question(String question, String answer) {}

  /** Copies the lists. */
  public ServiceGuide {
    audiences = List.copyOf(audiences);
    themes = List.copyOf(themes);
    collections = List.copyOf(collections);
    keywords = List.copyOf(keywords);
    legalBasis = List.copyOf(legalBasis);
    conditions = List.copyOf(conditions);
    materials = List.copyOf(materials);
    steps = List.copyOf(steps);
    fees = List.copyOf(fees);
    results = List.copyOf(results);
    places = List.copyOf(places);
    faq = List.copyOf(faq);
  }
}
