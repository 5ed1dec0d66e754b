-- What was known when each contact was made. The candidates: id, customer_id, at, channel, outcome.
-- Nothing of the moment itself or later is read, but for `withdrew`, which is the outcome.
WITH candidates AS MATERIALIZED ({candidates}),
made AS (
    SELECT customer_id, channel, "at", coalesce(outcome, '') AS outcome
    FROM contacts
    WHERE coalesce(treated, true)
),
before AS (
    SELECT
        c.id,
        sum(0.5 ** (days / 7.0)) AS load_7,
        sum(0.5 ** (days / 28.0)) AS load_28,
        sum(0.5 ** (days / 90.0)) AS load_90,
        sum(0.5 ** (days / 28.0)) FILTER (same) AS own_28,
        count(*) FILTER (days < 30) AS touches_30d,
        count(*) FILTER (days >= 90) AS borne,
        count(*) FILTER (days >= 30 AND outcome IN ('opened', 'clicked', 'answered', 'converted'))
            AS taken,
        count(*) FILTER (days >= 30) AS settled
    FROM (
        SELECT c.id, m.outcome, m.channel = c.channel AS same,
            epoch(c."at" - m."at") / 86400.0 AS days
        FROM candidates c
        JOIN made m ON m.customer_id = c.customer_id
            AND m."at" < c."at" AND m."at" >= c."at" - INTERVAL 365 DAY
    ) AS c
    GROUP BY c.id
),
visits AS (
    SELECT c.id, count(*) AS visits
    FROM candidates c
    JOIN app_events e ON e.customer_id = c.customer_id
        AND e."at" < c."at" AND e."at" >= c."at" - INTERVAL 30 DAY
    GROUP BY c.id
),
complaints AS (
    SELECT c.id, count(*) AS complaints
    FROM candidates c
    JOIN service_requests r ON r.customer_id = c.customer_id AND r.kind = 'complaint'
        AND r."at" < c."at" AND r."at" >= c."at" - INTERVAL 180 DAY
    GROUP BY c.id
),
month_ends AS (
    SELECT customer_id, as_of, sum(balance) AS assets FROM balances GROUP BY ALL
),
dated AS (
    SELECT c.id, m.assets
    FROM candidates c
    ASOF JOIN month_ends m ON m.customer_id = c.customer_id
        AND ((c."at" + INTERVAL 8 HOUR)::DATE) > m.as_of
),
withdrawals AS (
    SELECT DISTINCT c.id
    FROM candidates c
    JOIN consents w ON w.customer_id = c.customer_id AND w.channel = c.channel
        AND w.purpose = 'marketing' AND NOT w.granted
        AND w.changed_at > c."at" AND w.changed_at <= c."at" + to_days($days)
)
SELECT
    c.id, c.customer_id, c.channel, c.outcome,
    (c."at" + INTERVAL 8 HOUR)::DATE AS day,
    coalesce(b.load_7, 0) AS load_7,
    coalesce(b.load_28, 0) AS load_28,
    coalesce(b.load_90, 0) AS load_90,
    coalesce(b.own_28, 0) AS own_28,
    coalesce(b.touches_30d, 0) AS touches_30d,
    coalesce(p.years, 45) AS age,
    greatest(coalesce(p.years, 45) - 30, 0) AS over_30,
    greatest(coalesce(p.years, 45) - 40, 0) AS over_40,
    greatest(coalesce(p.years, 45) - 50, 0) AS over_50,
    greatest(coalesce(p.years, 45) - 60, 0) AS over_60,
    greatest(coalesce(p.years, 45) - 70, 0) AS over_70,
    ln(1 + greatest(coalesce(p.tenure, 0), 0)) AS tenure,
    p.payroll,
    coalesce(p.occupation, '') AS occupation,
    ln(1 + coalesce(v.visits, 0)) AS visits_30d,
    ln(1 + greatest(coalesce(d.assets, 0), 0)) AS assets,
    ln(1 + coalesce(b.borne, 0)) AS borne,
    (coalesce(b.taken, 0) + 0.5) / (coalesce(b.settled, 0) + 3) AS taken,
    (coalesce(q.complaints, 0) > 0)::INTEGER AS complained_180d,
    w.id IS NOT NULL AS withdrew
FROM candidates c
JOIN (
    SELECT c.id,
        date_diff('day', k.birth_date, c."at"::DATE) / 365.25 AS years,
        date_diff('day', k.opened_on, c."at"::DATE) AS tenure,
        coalesce(k.is_payroll, false)::INTEGER AS payroll,
        k.occupation
    FROM candidates c JOIN customers k USING (customer_id)
) AS p ON p.id = c.id
LEFT JOIN before b ON b.id = c.id
LEFT JOIN visits v ON v.id = c.id
LEFT JOIN complaints q ON q.id = c.id
LEFT JOIN dated d ON d.id = c.id
LEFT JOIN withdrawals w ON w.id = c.id
ORDER BY c."at", c.id
