% rebase("frame", title=text("PAGE_CODE_BY_HAND"), direction=direction, refresh="", note=note)
<section class="card">
<h1><span class="badge {{tracker}}">{{guide.letter}}</span>{{text("PAGE_CODE_BY_HAND")}}</h1>
<ol class="steps">
<li>{{text("PAGE_CODE_STEP", tracker)}}
<form method="post" action="{{root}}/{{tracker}}/code/begin" target="_blank" rel="noopener noreferrer">
<input type="hidden" name="form" value="{{form}}">
<button class="button plain" type="submit">{{text("PAGE_OPEN", tracker)}}</button>
</form></li>
<li>{{text("PAGE_CODE_COPY")}}</li>
</ol>
<form class="sheet" method="post" action="{{root}}/{{tracker}}/code" autocomplete="off">
<input type="hidden" name="form" value="{{form}}">
<label for="code">{{text("PAGE_CODE_FIELD")}}</label>
<input class="field" id="code" name="code" type="text" dir="ltr" maxlength="2048"
 autocomplete="off" autocapitalize="none" autocorrect="off" spellcheck="false">
% if problem:
<p class="problem" id="problem" role="alert">{{problem}}</p>
% end
<button class="button main" type="submit">{{text("PAGE_CODE_SEND")}}</button>
</form>
<a class="button plain" href="{{root}}/#{{tracker}}">{{text("PAGE_BACK")}}</a>
</section>
