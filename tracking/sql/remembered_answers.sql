-- One row per name or heading that was answered for the township; none where the answer was taken back.
with newest as (
    select
        question,
        arg_max_null(answer, submission) as answer,
        arg_max_null(said, submission) as said,
        max(submission) as submission
    from remembered_answer
    group by question
)

select
    newest.question,
    newest.answer,
    newest.said,
    newest.submission,
    submission.received_at,
    submission.received_by
from newest
inner join submission on newest.submission = submission.submission
where newest.answer is not null
order by newest.question
