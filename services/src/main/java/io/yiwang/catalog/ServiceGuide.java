package io.yiwang.catalog;

import io.yiwang.value.Money;
import io.yiwang.value.RegionCode;
import io.yiwang.value.ServiceCode;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a citizen needs to know about one service. The Chinese names are those of GB/T
 * 39046-2020, table 4.
 *
 * <p>Later versions may have more parts: in tests, make one from JSON with {@link
 * io.yiwang.Answers}, not with the constructor.
 *
 * @param code 实施编码; opaque
 * @param basicCode 基本编码
 * @param name 事项名称
 * @param region 行政区划
 * @param department 实施主体, 实施主体代码
 * @param type 事项类型代码 (A.1)
 * @param audiences 服务对象 (A.4)
 * @param themes 服务主题, 法人/自然人服务主题代码
 * @param collections the codes of the service hall's collections; not in the standard
 * @param keywords other names of the service; not in the standard
 * @param online 是否网办, in three degrees
 * @param url 网办地址
 * @param payable 是否支持网上支付
 * @param language of the texts
 * @param updatedAt when it was last changed
 * @param legalBasis 设定依据
 * @param conditions 受理条件
 * @param materials 材料
 * @param steps 办理流程
 * @param timeLimit 法定办结时限, 承诺办结时限
 * @param fees 是否收费, 收费依据; empty if the service is free
 * @param results 结果名称
 * @param places 办理地点, 办理时间
 * @param visits how often one must come in person; not in the standard
 * @param faq 常见问题
 * @param enquiries 咨询方式, 咨询电话
 * @param complaints 监督电话
 * @see "IGS/1 section 3; GB/T 39046-2020 table 4"
 */
public record ServiceGuide(
    ServiceCode code,
    @Nullable String basicCode,
    @Nullable String name,
    @Nullable RegionCode region,
    @Nullable Department department,
    @Nullable ServiceType type,
    List<Audience> audiences,
    List<String> themes,
    List<String> collections,
    List<String> keywords,
    @Nullable OnlineCapability online,
    @Nullable String url,
    @Nullable Boolean payable,
    @Nullable String language,
    @Nullable OffsetDateTime updatedAt,
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
   * Describes a document or form to submit (材料).
   *
   * @param name 材料名称
   * @param form {@code PAPER}, {@code ELECTRONIC} or {@code BOTH}
   * @param originals 原件份数
   * @param copies 复印件份数
   * @param required 是否必备材料
   * @param source 出具机构: the issuer
   */
  public record Material(
      @Nullable String name,
      @Nullable String form,
      @Nullable Integer originals,
      @Nullable Integer copies,
      @Nullable Boolean required,
      @Nullable String source) {}

  /**
   * Describes a step of the procedure (办理流程).
   *
   * @param days its length, in the unit of the time limit
   */
  public record Step(@Nullable String name, @Nullable Integer days) {}

  /**
   * Says how long the procedure takes.
   *
   * @param statutory 法定办结时限
   * @param promised 承诺办结时限
   * @param unit 办结时限单位: {@code WORKING_DAY} or {@code CALENDAR_DAY}
   */
  public record TimeLimit(
      @Nullable Integer statutory, @Nullable Integer promised, @Nullable String unit) {}

  /**
   * Describes a fee (收费).
   *
   * @param basis 收费依据
   */
  public record Fee(@Nullable String name, @Nullable Money amount, @Nullable String basis) {}

  /**
   * Describes a result of the procedure (办理结果).
   *
   * @param kind {@code LICENCE}, {@code APPROVAL}, {@code OTHER} or {@code NONE}
   */
  public record Result(@Nullable String name, @Nullable String kind) {}

  /**
   * Describes a place where one can apply (办理地点).
   *
   * @param name of the place
   * @param address 办理地点
   * @param hours 办理时间
   * @param phone 咨询电话
   * @param longitude in degrees, CGCS2000
   * @param latitude in degrees, CGCS2000
   */
  public record Place(
      @Nullable String name,
      @Nullable String address,
      @Nullable String hours,
      @Nullable String phone,
      @Nullable Double longitude,
      @Nullable Double latitude) {}

  /** Holds a frequent question and its answer (常见问题). */
  public record Question(@Nullable String question, @Nullable String answer) {}

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
