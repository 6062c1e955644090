% rebase("frame", title=name, direction=direction, refresh="", note=note)
<section class="card">
<h1><span class="badge {{tracker}}">{{guide.letter}}</span><bdi>{{name}}</bdi></h1>
% if app.has_id:
<p class="state good"><bdi>{{text(guide.wording.saved, tracker)}}</bdi></p>
% end
<ol class="steps">
<li>{{text("PAGE_WHERE")}}
<a class="address" dir="ltr" href="{{guide.address}}" target="_blank" rel="noopener noreferrer">{{guide.shown_address}}</a></li>
% for step in guide.steps:
<li>{{text(step, tracker)}}</li>
% end
</ol>
<form class="sheet" method="post" action="{{root}}/{{tracker}}/app" autocomplete="off">
<input type="hidden" name="form" value="{{form}}">
<label for="client_id">{{text(guide.wording.field)}}</label>
<input class="field" id="client_id" name="client_id" type="text" dir="ltr" value="{{typed}}" maxlength="2048"
 autocomplete="off" autocapitalize="none" autocorrect="off" spellcheck="false"\\
% if problem:
 aria-describedby="problem" aria-invalid="true"\\
% end
>
% if problem:
<p class="problem" id="problem" role="alert">{{problem}}</p>
% end
% if app.takes_secret:
<label for="client_secret">{{text("PAGE_SECRET_FIELD")}}</label>
<input class="field" id="client_secret" name="client_secret" type="password" dir="ltr" maxlength="2048"
 autocomplete="off" autocapitalize="none" autocorrect="off" spellcheck="false">
<p class="hint">{{text("PAGE_SECRET_SAVED" if app.has_secret else "PAGE_SECRET_HINT", tracker)}}</p>
% end
<button class="button main" type="submit">{{text("PAGE_SAVE")}}</button>
</form>
<a class="button plain" href="{{root}}/#{{tracker}}">{{text("PAGE_BACK")}}</a>
</section>
